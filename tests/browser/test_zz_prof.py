import time
from tests.browser.test_axe import *
def test_x(open_page):
    for path in ("/en/","/en/statement/","/en/coalition/"):
        t=time.time(); page=open_page(path); print(path,"load",time.time()-t)
        for w in (1360,390):
            page.set_viewport_size({"width": w, "height": 844})
            for s in ("light","dark"):
                page.emulate_media(color_scheme=s)
                t=time.time(); objections(page); print(w,s,time.time()-t)

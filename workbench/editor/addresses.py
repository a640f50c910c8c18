from django.urls import URLPattern, path

from . import answers, checking, noting, panel, preview, repeats, screen


def urls() -> list[URLPattern]:
    page = "translate/<int:translation_id>/"
    sentence = f"{page}sentences/<int:segment_id>/"
    return [
        path(page, screen.edit, name="workbench_edit"),
        path(f"{page}state/", answers.state, name="workbench_state"),
        path(f"{page}preview/", preview.preview, name="workbench_preview"),
        path(f"{page}repeats/", repeats.fill, name="workbench_repeats"),
        path(f"{page}repeats/undo/", repeats.undo, name="workbench_repeats_undo"),
        path(sentence, panel.panel, name="workbench_sentence"),
        path(f"{sentence}save/", answers.save_sentence, name="workbench_save"),
        path(f"{sentence}check/", checking.check, name="workbench_check"),
        path(f"{sentence}intended/", checking.intend, name="workbench_intend"),
        path(f"{sentence}confirm/", answers.confirm_sentence, name="workbench_confirm"),
        path(f"{sentence}back/", answers.go_back, name="workbench_back"),
        path(f"{sentence}notes/", noting.add_remark, name="workbench_note"),
        path(f"{sentence}notes/settle/", noting.settle_remark, name="workbench_settle"),
    ]

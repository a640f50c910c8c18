"""Forms of Swahili words that belong together, and words that do not."""

from search.analysis import tokens
from search.swahili import stem

TOGETHER = """
kitabu/vitabu mtu/watu kitu/vitu mti/miti mtafsiri/watafsiri tafsiri/mtafsiri
utafsiri/tafsiri mtafiti/watafiti utafiti/mtafiti mwalimu/walimu mwandishi/waandishi
mwimbaji/waimbaji mwanafunzi/wanafunzi mwanachama/wanachama chama/vyama chuo/vyuo
chombo/vyombo chakula/vyakula chumba/vyumba chanzo/vyanzo jina/majina jambo/mambo
jengo/majengo jukumu/majukumu shirika/mashirika swali/maswali jimbo/majimbo
jibu/majibu jarida/majarida mlemavu/walemavu ulemavu/walemavu mpaka/mipaka
mkataba/mikataba mswada/miswada mfumo/mifumo muundo/miundo mtandao/mitandao
mtandao/mtandaoni msomaji/wasomaji kusoma/msomaji anasoma/kusoma tunasoma/wanasoma
alisoma/atasoma mtumiaji/watumiaji kutumia/mtumiaji anatumia/kutumia hutumia/kutumia
tumia/wanaotumia kutumiwa/kutumia hifadhi/kuhifadhi uhifadhi/kuhifadhi
kuhifadhiwa/kuhifadhi imehifadhiwa/kuhifadhi mhifadhi/wahifadhi anahifadhi/walihifadhi
tutahifadhi/nitahifadhi wamehifadhi/hifadhi linda/kulinda wanalinda/kulinda
mlinzi/walinzi tunza/kutunza mtunzaji/watunzaji utunzaji/kutunza imetunzwa/kutunza
inayoutunza/kutunza chapisha/kuchapisha uchapishaji/chapisha iliyochapishwa/kuchapisha
nzuri/mzuri mzuri/wazuri kizuri/vizuri kubwa/mkubwa kikubwa/vikubwa makubwa/kubwa
ndogo/kidogo dogo/vidogo mpya/kipya mapya/jipya ndefu/mrefu waraka/nyaraka
wakati/nyakati wimbo/nyimbo ukurasa/kurasa urithi/kurithi mrithi/warithi
shirikiana/kushirikiana ushirikiano/kushirikiana shirikisha/kushirikisha
jifunza/kujifunza tamaduni/utamaduni kitamaduni/utamaduni makusanyo/mkusanyo
kusanya/kukusanya mkusanyiko/mikusanyiko picha/picha mwaka/miaka mwezi/miezi
moyo/mioyo kifungu/vifungu kipengele/vipengele kiwango/viwango kizazi/vizazi
kijiji/vijiji kiongozi/viongozi chapa/kuchapa weka/kuweka uwekaji/kuweka
imewekwa/kuweka ziliwekwa/kuweka fungua/kufungua wamefungua/kufungua
kufunguliwa/kufungua lipa/kulipa malipo/kulipa fundisha/kufundisha mafundisho/fundisha
endelea/maendeleo eleza/kueleza maelezo/eleza kuelezwa/eleza unganisha/kuunganisha
wanaunganisha/unganisha tengeneza/kutengeneza matengenezo/tengeneza saidia/kusaidia
kusaidiana/saidia fikia/kufikia ufikiaji/kufikia soma/kusoma somo/masomo
andika/kuandika ameandika/kuandika tembelea/kutembelea mtembeleaji/watembeleaji
mgeni/wageni mzee/wazee mtoto/watoto kijana/vijana mfanyakazi/wafanyakazi
mkutubi/wakutubi mwanasayansi/wanasayansi msanii/wasanii mchoraji/wachoraji
mpiga/wapiga mji/miji mkoa/mikoa mto/mito mlima/milima mchango/michango mradi/miradi
mwongozo/miongozo mwanamke/wanawake taifa/mataifa tangazo/matangazo tangaza/kutangaza
onyesho/maonyesho onyesha/kuonyesha kumbusho/makumbusho kumbuka/kukumbuka
kumbukumbu/kumbukumbu toleo/matoleo tatizo/matatizo azimio/maazimio tamko/matamko
hitaji/mahitaji anahitaji/wanahitaji mkulima/wakulima mtaalamu/wataalamu
mshiriki/washiriki mwenyeji/wenyeji mzungumzaji/wazungumzaji msemaji/wasemaji
mchapishaji/wachapishaji muziki/muziki mkono/mikono mguu/miguu mkoba/mikoba
mfano/mifano mchezo/michezo mpango/mipango kisima/visima kikundi/vikundi kituo/vituo
kiti/viti kisiwa/visiwa cheti/vyeti gari/magari duka/maduka shamba/mashamba
tunda/matunda neno/maneno kosa/makosa anaweka/wameweka nitasoma/tumesoma
hawasomi/wanasoma haisomi/inasoma hakusoma/alisoma atahifadhi/hawatahifadhi
wanaotunza/anatunza yaliyohifadhiwa/kuhifadhi zilizofunguliwa/kufungua
vinavyohitaji/wanahitaji nzuri/vizuri wapya/kipya mikubwa/wakubwa kongwe/makongwe
nyingi/mengi wengi/vingi jingine/mwingine anafundisha/kufundisha
wanaunganisha/kuunganisha kutafsiriwa/kutafsiri imetafsiriwa/tafsiri watalii/mtalii
mtandaoni/mitandao
"""
# They begin or end alike, and are other words.
APART = """
mtu/kitu mto/mtoto haki/hakimiliki kazi/kizazi hati/hatua umma/mama urithi/uhuru
maktaba/makumbusho huduma/duma lugha/likizo chama/chombo kanuni/kanisa pamoja/moja
msingi/singa nchi/chini sheria/sherehe mtandao/tandika habari/bahari jamii/jambo
wakati/katiba mwalimu/mlima tafsiri/safari faragha/fahari mashine/shina kitabu/tabia
miliki/mlima huria/hurumia alama/lami maji/jiji sauti/siasa taasisi/sisi uwazi/wazo
mali/malipo mkataba/kitabu mkutano/kuta muda/dua
"""


def pairs(text: str) -> list[list[str]]:
    return [pair.split("/") for pair in text.split()]


def test_singulars_plurals_and_verb_forms_are_one():
    assert len(pairs(TOGETHER)) >= 200
    assert not [pair for pair in pairs(TOGETHER) if len({*map(stem, pair)}) > 1]


def test_words_that_only_look_alike_stay_apart():
    assert not [pair for pair in pairs(APART) if len({*map(stem, pair)}) == 1]


def test_no_word_is_cut_to_less_than_what_tells_it():
    words = {word for pair in pairs(TOGETHER + APART) for word in pair}
    assert not [word for word in words if len(stem(word)) < min(3, len(word))]


def test_what_is_no_word_stays_as_it_is():
    for word in ("2026", "wikimedia2", "музей", "图书"):
        assert stem(word) == word


def test_documents_and_queries_agree():
    assert tokens("Watafsiri wanatafsiri", "sw") == tokens("mtafsiri kutafsiri", "sw")

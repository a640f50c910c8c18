"""Small numbers in words: where the original has a digit, a language may have a word,
and the other way round."""

import re

ENGLISH = "en"
# fmt: off
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
]
# fmt: on

LISTS = {
    "en": "one,first,once|two,second,twice,both|three,third|four,fourth|five,fifth"
    "|six,sixth|seven,seventh|eight,eighth|nine,ninth|ten,tenth|eleven*|twel*|thirteen*"
    "|fourteen*|fifteen*|sixteen*|seventeen*|eighteen*|nineteen*|twent*",
    "fr": "un,une,premier,première|deux,deuxième,second,seconde|trois,troisième|quatre"
    "|cinq|six|sept|huit|neuf|dix|onze|douze",
    "es": "un,una,uno,primer,primero,primera|dos,segundo,segunda|tres,tercer,tercera"
    "|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce",
    "pt": "um,uma,primeiro,primeira|dois,duas,segundo,segunda|três|quatro|cinco|seis"
    "|sete|oito|nove|dez|onze|doze",
    "it": "un,una,uno,primo,prima|due,secondo,seconda|tre|quattro|cinque|sei|sette"
    "|otto|nove|dieci|undici|dodici",
    "de": "ein*,erst*|zwei*|drei*,dritt*|vier*|fünf*|sechs*|sieben*|acht*|neun*|zehn*"
    "|elf*|zwölf*",
    "ru": "один,одн*,перв*|два,две,двух,двум,двумя,втор*|три,тр*х,трем*,трет*|четыр*"
    "|пят*|шест*|сем*|восем*,восьм*|девят*|десят*|одиннадцат*|двенадцат*",
    "id": "satu,se*,pertama|dua,kedua|tiga,ketiga|empat|lima|enam|tujuh|delapan"
    "|sembilan|sepuluh|sebelas|dua belas",
    "sw": "*moja,kwanza|*wili,mbili,pili|*tatu|*nne|*tano|sita|saba|*nane|tisa|kumi"
    "|kumi na moja|kumi na *wili",
    "ar": "*واحد*,*أول*,*مرة*|*اثن*,*ان,*ين,*تا,*ثاني*|*ثلاث*,*ثالث*|*أربع*,*رابع*"
    "|*خمس*,*خامس*|*ست*,*سادس*|*سبع*,*سابع*|*ثماني*,*ثمان*,*ثامن*|*تسع*,*تاسع*"
    "|*عشر*,*عاشر*|*أحد عشر*,*إحدى عشرة*|*اثنا عشر*,*اثنتا عشرة*,*اثني عشر*",
    "he": "אחד,אחת,ראשו*|שני*,שתי*,שתים|שלוש*,שליש*|ארבע*|חמש*,חמיש*|שש*|שבע*|שמונ*"
    "|תשע*|עשר*",
    "ko": "하나,한,첫|둘,두|셋,세|넷,네|다섯|여섯|일곱|여덟|아홉|열",
}


def pattern(words: str) -> re.Pattern:
    forms = "|".join(
        re.escape(word).replace(r"\*", r"\w*") for word in words.split(",")
    )
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)


WORDS = {
    language: {
        value: pattern(words) for value, words in enumerate(listed.split("|"), start=1)
    }
    for language, listed in LISTS.items()
}

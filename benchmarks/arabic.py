"""Two stemmers of Arabic, compared by pairs of words: no database is needed.

    python -m benchmarks.arabic

How well either answers the labelled queries says ``benchmarks.search_quality``.
"""

import snowballstemmer

from openheritage.matching import FOLDING
from search import analysis, stemming

# Forms of one word: definite, plural, feminine, with what is joined to it.
TOGETHER = """
المكتبة/مكتبة المكتبات/مكتبة والمكتبات/المكتبة بالمكتبة/مكتبة للمكتبات/مكتبة
ومكتبة/المكتبة مكتبته/مكتبة مكتباتنا/مكتبة مكتبتهم/المكتبة المتحف/متحف
والمتحف/متحف للمتحف/المتحف متحفان/متحف التراث/تراث تراثنا/التراث وتراثهم/تراث
بالتراث/تراث للتراث/التراث الوصول/وصول للوصول/الوصول المؤسسات/مؤسسة
مؤسسات/المؤسسة ومؤسساتها/مؤسسة المؤسستان/مؤسسة الموقعون/موقع الموقعين/الموقعون
المجموعات/مجموعة ومجموعاتها/مجموعة مجموعتنا/المجموعة الأعضاء/أعضاء
وأعضائها/أعضاء العضوة/عضو الإعلان/إعلان إعلانات/الإعلان بالإعلان/إعلان
للإعلان/إعلان الرقمية/رقمي رقمية/الرقمي الرقميات/رقمي الثقافي/ثقافة
الثقافية/ثقافي ثقافتنا/الثقافة المفتوحة/مفتوح المفتوح/مفتوحة والمفتوحة/المفتوح
كالمتاحف/متاحف فالمتاحف/المتاحف وبالمتاحف/متاحف الباحثون/باحث الباحثين/باحثون
والباحثات/باحثة الحقوق/حقوق حقوقهم/الحقوق بحقوقه/حقوق الرخصة/رخصة رخصتها/الرخصة
المادة/مادة مادتان/المادة الصور/صور صورها/الصور صورة/الصورة بصورتها/صورة
النسخ/نسخ نسخته/نسخة والنسخة/نسخة البيان/بيان بيانات/البيانات وبياناتها/بيانات
المعلومات/معلومات ومعلوماته/معلومات العامة/عامة عام/العام للعامة/عامة
يستخدمون/يستخدم تستخدم/استخدم المستخدمين/مستخدم مستخدمو/المستخدمون نشرها/نشر
سيعملون/يعملون العالمي/عالم العالمية/العالمي التعليمية/تعليم السياسات/سياسة
سياستهم/السياسة الفنون/فنون فنانون/فنان
"""
# Words that look like forms of each other.
APART = """
كتاب/كاتب وصول/أصول وقت/قت ولد/لد وزن/زن بيان/بين عام/علم حق/حقل فن/فني دار/دارة
والد/الد وطن/طن مال/ماء كتب/كتبي بحث/حدث متحف/تحفة الفن/الفجر صور/صوت إعلان/علن
قانون/قان لسان/لس زمان/زم حياة/حي مدينة/مدين
"""


def snowball(word: str) -> str:
    stem = snowballstemmer.stemmer("arabic").stemWord(word)
    return stem.translate(FOLDING)


def main() -> None:
    for stem in (stemming.light_arabic, snowball):
        print(stem.__name__)
        for name, text in (("together", TOGETHER), ("apart", APART)):
            pairs = [pair.split("/") for pair in text.split()]
            alike = [
                f"{one} {other}"
                for one, other in pairs
                if stem(*analysis.words(one, "ar"))
                == stem(*analysis.words(other, "ar"))
            ]
            print(f"  {len(alike)} of {len(pairs)} that belong {name} are alike")


if __name__ == "__main__":
    main()

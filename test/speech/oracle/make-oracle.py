"""Writes spoken-numbers.tsv: what two programs that are not ours say for numbers.

Made with the Debian packages python3-num2words 0.5.10-2 (num2words, LGPL) and python3-icu 2.10.2-1 with libicu72
72.1-3 (the spell-out rules of CLDR, Unicode licence). Only what they say is kept here, nothing of their code:

    mkdir oracle && cd oracle && apt-get download python3-num2words python3-docopt python3-icu libicu72
    for package in *.deb; do dpkg -x "$package" .; done
    export PYTHONPATH="$PWD/usr/lib/python3/dist-packages" LD_LIBRARY_PATH="$PWD/usr/lib/x86_64-linux-gnu"
    python3 make-oracle.py > spoken-numbers.tsv

A row: who says it, the language, what kind of value and which of its forms, the value, the words.
"""

import random

from icu import Locale, RuleBasedNumberFormat, URBNFRuleSetTag
from num2words import num2words

PLAIN = [*range(0, 31), 40, 44, 50, 55, 60, 66, 70, 77, 80, 88, 90, 99, 100, 101, 111, 119, 121, 200, 300, 342, 400]
PLAIN += [500, 600, 700, 800, 900, 999, 1000, 1001, 1002, 1100, 1984, 2000, 2012, 2026, 5000, 11000, 12345, 21000, 22022]
PLAIN += [100000, 101001, 201002, 999999, 10**6, 2 * 10**6, 5 * 10**6, 21 * 10**6 + 1, 10**9, 3 * 10**9 + 11, 10**12]
chance = random.Random(2026)
PLAIN += [chance.randrange(10 ** chance.randrange(4, 15)) for _ in range(40)]

FORMS = [0, 1, 2, 3, 4, 5, 8, 11, 13, 20, 21, 22, 33, 40, 45, 50, 78, 90, 100, 144, 200, 300, 400, 567, 800, 999]
FORMS += [1000, 2000, 2026, 5001, 21000, 43211, 100000, 300500, 10**6, 8765432, 2 * 10**9 + 90]

ORDINALS = [0, *range(1, 32), 40, 43, 50, 60, 70, 80, 90, 99, 100, 101, 112, 123, 200, 300, 345, 400, 500, 600, 700, 800]
ORDINALS += [900, 999, 1000, 1001, 1905, 1999, 2000, 2003, 2026, 2100, 3000, 5000, 10000]

MONEY = ["0.01", "0.50", "1.00", "1.01", "2.02", "5.05", "11.11", "21.21", "22.99", "100.10", "1234.56", "1000000.00"]

CASES = ["", "-genitive", "-dative", "-accusative", "-ablative", "-locative"]
GENDERS = ["masculine", "feminine", "neuter"]


def row(*cells: object) -> None:
    print("\t".join(str(cell) for cell in cells))


def by_num2words() -> None:
    for language in ("ru", "en"):
        for number in [*PLAIN, *(-number for number in PLAIN[1:20])]:
            row("num2words", language, "cardinal", number, num2words(number, lang=language))
        for currency in ("RUB", "USD", "EUR", "GBP"):
            if language == "ru" and currency == "GBP":
                continue
            for amount in MONEY:
                said = num2words(float(amount), lang=language, to="currency", currency=currency)
                row("num2words", language, f"money {currency}", amount, said)
    for number in PLAIN:
        row("num2words", "en", "ordinal", number, num2words(number, lang="en", to="ordinal"))
    for number in range(0, 100):
        row("num2words", "ru", "ordinal", number, num2words(number, lang="ru", to="ordinal"))
    for year in [1066, 1492, 1700, 1800, 1805, 1905, 1984, 1999, 2000, 2001, 2009, 2010, 2026, 2100]:
        row("num2words", "en", "year", year, num2words(year, lang="en", to="year"))
    for decimal in ["0.5", "3.14", "10.05", "-2.75", "123.456"]:
        row("num2words", "en", "cardinal", decimal, num2words(decimal, lang="en"))


def by_cldr() -> None:
    russian = RuleBasedNumberFormat(URBNFRuleSetTag.SPELLOUT, Locale("ru"))
    for what, numbers in (("cardinal", FORMS), ("ordinal", ORDINALS)):
        for gender in GENDERS:
            for case in CASES:
                for number in numbers:
                    form = f"{what}-{gender}{case}"
                    row("cldr", "ru", form, number, russian.format(number, f"%spellout-{form}"))


by_num2words()
by_cldr()

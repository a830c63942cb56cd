"""The sentence for every code that cleaning writes: why a row cannot be used, what was repaired in a value."""

from __future__ import annotations

from zhike.words import N_

PROBLEMS: dict[str, str] = {
    "missing_value": N_("A value that is needed is missing."),
    "bad_instant": N_("This is not a date or time that can be read."),
    "bad_date": N_("This is not a date that can be read."),
    "ambiguous_date": N_(
        "Day and month cannot be told apart. Set day-first or month-first for this column in the mapping file."
    ),
    "out_of_range": N_("The date lies before 1900 or more than a year in the future."),
    "bad_money": N_("This is not an amount that can be read."),
    "bad_number": N_("This is not a number that can be read."),
    "bad_boolean": N_("This is neither yes nor no."),
    "unknown_choice": N_("This value is not in the list for this field."),
    "unknown_currency": N_("This is not a currency known to ISO 4217."),
    "excel_error": N_("The spreadsheet holds an error value here, such as #N/A or #REF!."),
    "bad_phone": N_("This is not a phone number."),
    "bad_email": N_("This is not an e-mail address."),
    "bad_gender": N_("This is not a gender that is known."),
    "bad_name": N_("This is not a name: it has no letters."),
    "bad_national_id": N_("This is not an identity number."),
}

REPAIRS: dict[str, str] = {
    "trimmed": N_("Blanks at the ends removed."),
    "spaces": N_("Blanks inside removed."),
    "control_characters": N_("Invisible characters removed."),
    "full_width": N_("Full-width characters made half-width."),
    "sentinel": N_("A word that stands for nothing taken as empty."),
    "invalid": N_("The value cannot be right and was left out."),
    "excel_error": N_("An error value of a spreadsheet taken as empty."),
    "excel_number": N_("The .0 that Excel adds removed."),
    "excel_quote": N_("The apostrophe that Excel puts before a number removed."),
    "excel_serial": N_("Excel's day number turned into a date."),
    "scientific": N_("Scientific notation written out."),
    "digits_lost": N_("Digits were lost in Excel's scientific notation; kept as it is."),
    "unix_time": N_("Unix time turned into a date."),
    "day_first": N_("Read as day, month, year."),
    "month_first": N_("Read as month, day, year."),
    "month_name": N_("Month name turned into a date."),
    "chinese_date": N_("Date in Chinese writing read."),
    "two_digit_year": N_("Two-digit year completed."),
    "suspicious": N_("Kept, but probably a slip or a default value."),
    "honorific": N_("Form of address taken off the name."),
    "remark": N_("Remark in brackets taken off the name."),
    "reordered": N_("Family name put after the given name."),
    "country_code_added": N_("Country code added."),
    "reformatted": N_("Written in the international form."),
    "extension": N_("Extension taken off the phone number."),
    "several": N_("Several values in one field; the first one taken."),
    "lower_case": N_("Written in lower case."),
    "standard_word": N_("Replaced by the standard word."),
    "unrecognised": N_("Not in the list; kept as it is."),
    "from_address": N_("Taken from the address."),
    "from_national_id": N_("Taken from the identity number."),
    "wan": N_("千, 万 or 亿 multiplied out."),
    "thousands": N_("Thousands separators removed."),
    "decimal_comma": N_("Decimal comma read."),
    "brackets": N_("Brackets removed; around an amount they mean minus."),
    "trailing_minus": N_("Minus sign moved to the front."),
    "currency_sign": N_("Currency sign removed."),
    "unit": N_("Unit removed from the number."),
    "free": N_("“Free” read as zero."),
}


def reason(code: str) -> str:
    """Return the English sentence for a problem or repair code, to be passed through `_`; the code if it has none."""
    return PROBLEMS.get(code) or REPAIRS.get(code) or code

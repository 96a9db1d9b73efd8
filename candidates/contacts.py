"""What a contact point is compared by."""

import phonenumbers

from candidates.models import ContactPoint

Kind = ContactPoint.Kind


def match_key(kind: str, value: str, *, country: str = "") -> str:
    """The normalised value. ``country``: ISO 3166 of a phone number that has no country code of its own."""
    value = value.strip()
    if kind == Kind.EMAIL:
        return value.casefold()
    if kind == Kind.PHONE:
        try:
            number = phonenumbers.parse(value, country or None)
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        except phonenumbers.NumberParseException:
            return "".join(c for c in value if c.isdigit())
    return value.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")

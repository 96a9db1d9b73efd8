from recruiting.people.models import Role, User


def hold_administrators() -> None:
    """Before anybody's role or sign-in changes: two at once could each leave the other as the last administrator."""
    rows = User.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))

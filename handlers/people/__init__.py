"""Who is who: coming in by a code, accounts, roles, organisations and their groups."""

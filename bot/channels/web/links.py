"""The signed link of a person: the path is the key, so there is no cookie and nothing to log in to."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

#: Links of another kind that are signed with the same secret must not open a chat.
SALT = "yidong-web-chat"

#: A token of ours is about 60 characters; longer ones are not worth checking.
TOKEN_LENGTH = 200


class Links:
    """Makes and reads the tokens. A token holds the person's id and their link key: with a new key all
    links of before are void, and one database's links open nothing in another that has the same secret."""

    def __init__(self, secret: str) -> None:
        if len(secret) < 16:
            raise ValueError("the secret of the links needs at least 16 characters")
        self._serializer = URLSafeSerializer(secret, salt=SALT)

    def path(self, person_id: int, key: str) -> str:
        """The path of a person's page, to be put behind the public address."""
        token = self._serializer.dumps([person_id, key])
        return f"/c/{token.decode() if isinstance(token, bytes) else token}"

    def read(self, token: str) -> tuple[int, str] | None:
        """The person's id and link key in a token; None if we didn't make it."""
        if len(token) > TOKEN_LENGTH:
            return None
        try:
            held = self._serializer.loads(token)
        except (BadSignature, UnicodeError):
            return None
        match held:
            case [int(person_id), str(key)]:
                return person_id, key
        return None

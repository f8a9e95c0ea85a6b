"""The statements that fill a province, in order; see `tests.bench.province`."""

from __future__ import annotations

#: The first leader's account on Telegram; the next ones' follow.
FIRST_ACCOUNT = 1_000_000

_TREE = """
INSERT INTO organisations (id, parent_id, kind, name, path, zone, digest_weekday, digest_minute,
    next_digest_at, created_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT :{count})
SELECT {first} + i, {parent}, '{kind}', '{name}' || (i + 1), {path}, 'Asia/Shanghai', 0, 510, {digest}, :now
FROM n
"""
_CITY, _COUNTY = "2 + i / 500", "2 + :cities + i / 50"
_COMMITTEES = (
    _TREE.format(
        count="cities",
        first="2",
        parent=":root",
        kind="committee",
        name="市",
        path="printf('/%06d/%06d/', :root, 2 + i)",
        digest=":monday",
    ),
    _TREE.format(
        count="counties",
        first="2 + :cities",
        parent="2 + i / 10",
        kind="committee",
        name="区",
        path="printf('/%06d/%06d/%06d/', :root, 2 + i / 10, 2 + :cities + i)",
        digest=":monday",
    ),
)
_TEAMS = _TREE.format(
    count="teams",
    first=":first_team",
    parent=_COUNTY,
    kind="team",
    name="志愿服务队",
    path=f"printf('/%06d/%06d/%06d/%06d/', :root, {_CITY}, {_COUNTY}, :first_team + i)",
    digest="NULL",
)
_PEOPLE = (
    """
    INSERT INTO people (id, name, language, link_key, created_at)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT :people + 1 + :cities + :counties)
    SELECT i + 1, '志愿者' || (i + 1), 'zh-CN', printf('%012d', i), :now FROM n
    """,
    f"""
    INSERT INTO accounts (person_id, channel, account, used_at)
    SELECT id, 'telegram', {FIRST_ACCOUNT} + id - 1, :now FROM people
    """,
    """
    INSERT INTO memberships (person_id, organisation_id, role, since)
    SELECT id, :first_team + (id - 1) % :teams, iif(id <= :teams, 'leader', 'volunteer'), :now
    FROM people WHERE id <= :people
    UNION ALL SELECT :people + id, id, 'organizer', :now FROM organisations WHERE kind = 'committee'
    """,
    """
    INSERT INTO conversations (person_id, menu, numbered, counted, counted_from)
    SELECT id, '[]', 1, 0, :now FROM people WHERE id <= :teams
    """,
)
_OWED = """
INSERT INTO obligations (campaign_id, team_id, deadline, period, starts_on, ends_on, due_at, state, filed_at,
    next_at, reminded)
SELECT campaign, team.id, deadline, period, first, last, due, iif(due <= :now, 'filed', 'open'),
    iif(due <= :now, due, NULL), iif(due <= :now, NULL, next), stages
FROM dues JOIN organisations team ON team.kind = 'team'
    AND (campaign <> :campaign OR team.id < :first_team + :reporting)
"""
# Of each team one report after the other, over the year. Each fiftieth is of an activity that the team held
# together with its neighbour, of whom half give the same figures and half their own.
_REPORTS = """
INSERT INTO reports (id, number, campaign_id, team_id, author_id, form, state, category, title, host, place,
    held_on, starts_minute, ends_minute, person_times, organisations, service_minutes, money_fen, content,
    extra, answers, warnings, submitted_at, changed_at, title_key, revision)
WITH RECURSIVE
    n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT :reports),
    r AS (
        SELECT i, i % :reporting AS team, i / :reporting AS turn,
            (i / :reporting + i % :reporting / 2) % 50 = 0 AS joint,
            date(:first_day, (i / :reporting * :days / max(1, :reports / :reporting)) || ' days') AS day
        FROM n
    ),
    titled AS (
        SELECT *, iif(joint, '邻里同乐第' || (team / 2) || '场',
            '第' || team || '队第' || turn || '次服务') AS title
        FROM r
    )
SELECT i + 1, printf('LF19-%04d', i + 1), :campaign, :first_team + team, team + 1, 'activity', 'submitted',
    json_extract(:categories, '$[' || ((team + turn) % json_array_length(:categories)) || ']'),
    title, '星湖志愿服务队', '城东街道草鞋街社区', day, 540, 690,
    iif(joint AND team % 4 < 2, 20, 10 + (team * 7 + turn) % 50), 2,
    iif(joint AND team % 4 < 2, 2400, 1500 + (team * 7 + turn) % 50), (turn % 5) * 10000, :content,
    '{}', :answers, '[]', datetime(day, '26 hours') || '.000000', datetime(day, '26 hours') || '.000000',
    key_title(title), 1
FROM titled
"""
_PARTS = (
    """
    INSERT INTO groups_served (report_id, kind, person_times)
    SELECT id, iif(id % 3, 'empty_nest_elderly', 'left_behind_children'), 20 FROM reports
    UNION ALL SELECT id, 'disabled', 5 FROM reports WHERE id % 4 = 0
    """,
    """
    INSERT INTO coverage (report_id, kind, link, reads, read_on)
    SELECT id, 'page', 'https://example.org/' || id, id % 1000, held_on FROM reports WHERE id % 10 = 0
    """,
    """
    INSERT INTO report_photos (report_id, digest, position)
    SELECT id, printf('%064x', id), 0 FROM reports WHERE id % 10 = 3
    """,
    "UPDATE campaigns SET last_number = :reports WHERE id = :campaign",
)
_BEHIND = (
    """
    INSERT INTO trail (at, person_id, channel, act, thing, thing_id, before, after)
    WITH acts(act) AS (VALUES ('open'), ('assign'), ('announce-campaign'), ('remind'))
    SELECT opened_at, :people + 1, 'telegram', act, 'campaigns', id, 'null', '{"teams": []}'
    FROM acts CROSS JOIN campaigns
    """,
    """
    INSERT INTO trail (at, person_id, channel, act, thing, thing_id, before, after)
    SELECT submitted_at, author_id, 'telegram', 'submit', 'reports', id, 'null', '{}' FROM reports
    """,
    """
    INSERT INTO runs (person_id, topic, subject, state, body, started_at, changed_at)
    SELECT author_id, 'report', '{}', 'done', '{}', submitted_at, submitted_at FROM reports
    WHERE submitted_at > :kept
    """,
    f"""
    INSERT INTO outbox (key, channel, account, urgency, body, due_at, state, doubted, attempts, sent_at,
        platform_id, created_at)
    WITH RECURSIVE
        n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT :sent),
        at AS (
            SELECT i, datetime(:kept, (i * 7689600 / :sent) || ' seconds') || '.000000' AS t FROM n
        )
    SELECT 'reply:telegram:p' || i, 'telegram', {FIRST_ACCOUNT} + i % :teams, 0, '{{"text": "已收到"}}', t,
        'sent', 0, 1, t, i, t FROM at
    """,
    """
    INSERT INTO seen (channel, update_id, outbox_id, at) SELECT 'telegram', 'p' || id, id, sent_at FROM outbox
    """,
)
STATEMENTS = (*_COMMITTEES, _TEAMS, *_PEOPLE, _OWED, _REPORTS, *_PARTS, *_BEHIND)

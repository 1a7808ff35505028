-- Views that answer the first questions. DuckDB and SQLite both take them.

-- The deliberations, each once: an act that two files hold (as a PDF and as a scan, alone and in minutes) is told by
-- authority, number and day, or by the identifier of its receipt where no number is printed. The file read without
-- recognition goes first, then the one that holds more acts of that number: two acts of one file that bear the same
-- number are two acts. What sums money or votes uses this.
CREATE VIEW distinct_deliberations AS
WITH told AS (
    SELECT d.*, f.file_name, CASE WHEN f.text_source IN ('native', 'text') THEN 0 ELSE 1 END AS recognised,
        CASE WHEN d.number IS NULL AND d.act_id IS NOT NULL THEN d.act_id
            WHEN d.authority IS NULL OR d.number IS NULL OR d.session_on IS NULL THEN d.deliberation_id
            ELSE lower(d.authority) || '|' || d.number || '|' || d.session_on END AS act
    FROM deliberations d LEFT JOIN documents f ON f.document_id = d.document_id),
counted AS (SELECT t.*, count(*) OVER (PARTITION BY act, document_id) AS alike FROM told t),
chosen AS (
    SELECT c.*, first_value(document_id) OVER (
        PARTITION BY act ORDER BY recognised, alike DESC, file_name, document_id) AS best
    FROM counted c)
SELECT d.* FROM deliberations d JOIN chosen c ON c.deliberation_id = d.deliberation_id
WHERE c.best = c.document_id OR c.document_id IS NULL;

-- One row per sitting: how many acts it took, how many members its lists name.
CREATE VIEW sittings AS
WITH acts AS (
    SELECT session_id, count(*) AS deliberations,
        sum(CASE WHEN outcome = 'adopted' THEN 1 ELSE 0 END) AS adopted,
        sum(CASE WHEN outcome = 'rejected' THEN 1 ELSE 0 END) AS rejected,
        sum(CASE WHEN unanimous THEN 1 ELSE 0 END) AS unanimous
    FROM distinct_deliberations GROUP BY session_id),
seen AS (
    SELECT session_id, count(DISTINCT person_id) AS members_listed,
        count(DISTINCT CASE WHEN status = 'present' THEN person_id END) AS ever_present,
        count(DISTINCT CASE WHEN status = 'represented' THEN person_id END) AS ever_represented
    FROM attendees GROUP BY session_id)
SELECT s.session_id, s.authority, s.body, s.session_on, s.place, s.chair, s.secretary, s.members_in_office,
    coalesce(a.deliberations, 0) AS deliberations, coalesce(a.adopted, 0) AS adopted,
    coalesce(a.rejected, 0) AS rejected, coalesce(a.unanimous, 0) AS unanimous,
    p.members_listed, p.ever_present, p.ever_represented
FROM sessions s
LEFT JOIN acts a ON a.session_id = s.session_id
LEFT JOIN seen p ON p.session_id = s.session_id;

-- One row per body and group: how often its votes are printed, and which.
CREATE VIEW votes_by_group AS
SELECT d.authority, d.body, v.name AS group_name,
    count(DISTINCT v.deliberation_id) AS deliberations,
    sum(CASE WHEN v.choice = 'for' THEN 1 ELSE 0 END) AS votes_for,
    sum(CASE WHEN v.choice = 'against' THEN 1 ELSE 0 END) AS votes_against,
    sum(CASE WHEN v.choice = 'abstain' THEN 1 ELSE 0 END) AS abstentions,
    sum(CASE WHEN v.choice = 'not_voting' THEN 1 ELSE 0 END) AS not_voting,
    sum(CASE WHEN v.choice = 'absent' THEN 1 ELSE 0 END) AS absent
FROM vote_positions v JOIN distinct_deliberations d ON d.deliberation_id = v.deliberation_id
WHERE v.kind = 'group'
GROUP BY d.authority, d.body, v.name;

-- One row per authority and beneficiary, as its name is printed, for acts that were not rejected, deferred or
-- withdrawn. `without_amount` counts the grants that print no figure: the sum is then a minimum.
CREATE VIEW grants_by_beneficiary AS
SELECT d.authority, g.beneficiary, max(g.beneficiary_acronym) AS beneficiary_acronym,
    count(*) AS grants, sum(g.amount_eur) AS amount_eur,
    sum(CASE WHEN g.amount_eur IS NULL THEN 1 ELSE 0 END) AS without_amount,
    min(g.year_first) AS year_first, max(g.year_last) AS year_last,
    min(d.session_on) AS first_decided_on, max(d.session_on) AS last_decided_on
FROM grants g JOIN distinct_deliberations d ON d.deliberation_id = g.deliberation_id
WHERE coalesce(d.outcome, 'adopted') = 'adopted'
GROUP BY d.authority, g.beneficiary;

-- Where did members vote against, and who cast a second vote by proxy?
SELECT d.number, d.outcome, v.votes_for AS "for", v.votes_against AS against, v.abstentions AS abstained,
       count(p.giver) AS proxies, min(p.holder || ' for ' || p.giver || ', page ' || p.page) AS "for example"
FROM 'data/parquet/deliberations.parquet' d
JOIN 'data/parquet/votes.parquet' v USING (deliberation_id)
LEFT JOIN 'data/parquet/proxies.parquet' p
  ON p.deliberation_id = d.deliberation_id OR (p.deliberation_id IS NULL AND p.session_id = d.session_id)
WHERE v.votes_against > 0
GROUP BY ALL
ORDER BY d.number

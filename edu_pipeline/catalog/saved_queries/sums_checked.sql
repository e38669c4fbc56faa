-- Do the figures of a report add up? Identities that the reports state, by kind, and how many of them hold.
SELECT d.file_name, r.kind, count(*) AS stated, count(*) FILTER (r.holds) AS hold
FROM relations AS r JOIN documents AS d USING (doc_id)
GROUP BY ALL ORDER BY ALL;

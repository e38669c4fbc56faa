-- How far is each promise from being kept? Targets against the latest reached value, the widest gaps of shares first.
SELECT i.name_zh, t.region, t.target_year, t.target_value, t.qualifier, t.latest_year, t.latest_value, t.gap, t.met
FROM target_progress AS t JOIN indicators AS i USING (indicator_id)
WHERE t.latest_value IS NOT NULL
ORDER BY i.kind = 'share' DESC, abs(t.gap) DESC;

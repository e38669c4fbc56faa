-- Which share of its whole is a part? Every part that a report states beside its whole.
SELECT p.region, p.year, p.label, p.value, w.label AS whole, w.value AS whole_value, p.unit,
  round(100 * p.value / w.value, 1) AS percent
FROM observations AS p
JOIN metrics AS m USING (metric_id)
JOIN (SELECT metric_id, label, value FROM metrics) AS w ON w.metric_id = m.part_of
ORDER BY ALL;

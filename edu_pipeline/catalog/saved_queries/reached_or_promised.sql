-- Is it what was reached or what was promised? Indicators that have both, the two beside each other.
SELECT name_zh, region, year, value, unit, status, qualifier
FROM indicator_timeseries
WHERE (indicator_id, region) IN (SELECT (indicator_id, region) FROM indicator_timeseries WHERE status = 'target')
  AND (indicator_id, region) IN (SELECT (indicator_id, region) FROM indicator_timeseries WHERE status = 'actual')
ORDER BY indicator_id, region, year, status;

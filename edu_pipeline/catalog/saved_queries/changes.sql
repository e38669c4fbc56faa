-- What changed since the last report? The two latest values of every series, with the change per year.
SELECT name_zh, region, previous_year, previous_value, year, value, unit, value - previous_value AS change,
  round((value - previous_value) / (year - previous_year), 2) AS per_year
FROM (
  SELECT *, lag(year) OVER series AS previous_year, lag(value) OVER series AS previous_value
  FROM indicator_timeseries WHERE status = 'actual'
  WINDOW series AS (PARTITION BY indicator_id, region ORDER BY year)
  QUALIFY row_number() OVER (PARTITION BY indicator_id, region ORDER BY year DESC) = 1
)
WHERE previous_year < year
ORDER BY indicator_id, region;

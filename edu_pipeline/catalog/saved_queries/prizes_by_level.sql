-- How many prizes were won, by level and rank? Counted things only: 级别 across, 等次 down.
PIVOT (
  SELECT region, year, 等次, unit, coalesce(级别, '未注明') AS 级别, value
  FROM observations
  WHERE (等次 LIKE '%等奖' OR 等次 IN ('金', '银', '铜')) AND kind = 'level' AND status = 'actual'
)
ON 级别 USING sum(value)::BIGINT
ORDER BY region, year, 等次, unit;

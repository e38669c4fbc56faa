-- Where does this figure stand in the source? Every statement of fiscal expenditure on education, word for word.
SELECT s.region, s.year, s.value, d.file_name, m.char_start, m.text,
  substr(d.text, m.char_start - 9, m.char_end - m.char_start + 10) AS in_the_source
FROM indicator_timeseries AS s
JOIN metrics AS m USING (metric_id)
JOIN documents AS d ON d.doc_id = s.doc_id
WHERE s.indicator_id = 'fiscal_education_expenditure'
ORDER BY s.region, s.year;

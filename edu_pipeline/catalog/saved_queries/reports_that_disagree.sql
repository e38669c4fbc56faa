-- Do reports agree with each other? Every figure that another report contradicts, beside the farthest other value.
SELECT g.name_zh, g.region, g.year, g.status, g.value, g.other_value, a.file_name, b.file_name AS other_file, g.reports
FROM disagreements AS g
JOIN documents AS a ON a.doc_id = g.doc_id
JOIN documents AS b ON b.doc_id = g.other_doc_id
ORDER BY g.indicator_id, g.region, g.year, g.status, g.value, a.file_name;

"""Grades of the office, and the best units and people of a year (优秀信息单位, 优秀宣传工作者)."""

"""Personal records (个人记录): what somebody contributed, won, learned and photographed in a year, for the appraisal."""

-- Schools of last year's directory beside this year's, and schools that are new.
select * from schools_over_time()

// What is known of points and items in general, counted now and then under a number.
CREATE CONSTRAINT calibration_number IF NOT EXISTS FOR (n:Calibration) REQUIRE n.number IS UNIQUE;

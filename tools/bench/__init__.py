"""`taihe bench`: speed claims, measured on the machine that reads them."""

"""The demo region: workbooks a real operator could have received, made from public facts and a seed."""

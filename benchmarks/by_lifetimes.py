"""lifetimes on customers from a Parquet file (x, t_x, age, mean): prints the seconds of each step as JSON."""

import json
import sys
import time
import warnings

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

HORIZON = 90


def main() -> None:
    """Fit, score, print."""
    warnings.simplefilter("ignore")
    of, took = pd.read_parquet(sys.argv[1]), {}
    started = time.perf_counter()
    # A little penalty, as its manual advises: without it the search does not end on many data.
    model = BetaGeoFitter(penalizer_coef=0.001).fit(of["x"], of["t_x"], of["age"])
    took["fit"] = time.perf_counter() - started
    started = time.perf_counter()
    money = GammaGammaFitter(penalizer_coef=0.001).fit(of["x"] + 1, of["mean"])
    took["spend model"] = time.perf_counter() - started
    started = time.perf_counter()
    model.conditional_probability_alive(of["x"], of["t_x"], of["age"])
    orders = model.conditional_expected_number_of_purchases_up_to_time(HORIZON, of["x"], of["t_x"], of["age"])
    orders * money.conditional_expected_average_profit(of["x"] + 1, of["mean"])
    took["scores"] = time.perf_counter() - started
    took["all, no intervals"] = sum(took.values())
    print(json.dumps(took))


if __name__ == "__main__":
    main()

"""Where the formulas come from."""

from zhike.explain.chapter import Chapter, Text
from zhike.words import N_

CHAPTER = Chapter(
    "sources",
    (
        Text(
            N_(
                "Dickie, H. F. (1951). ABC inventory analysis shoots for dollars not pennies. *Factory Management and "
                'Maintenance* 109. · Fader, P. S., Hardie, B. G. S., & Lee, K. L. (2005). "Counting your customers" the '
                "easy way. *Marketing Science* 24(2). · Gini, C. (1912). *Variabilità e mutabilità*. Bologna. · Hughes, "
                "A. M. (1994). *Strategic Database Marketing*. Probus. · Hyndman, R. J., & Fan, Y. (1996). Sample "
                "quantiles in statistical packages. *The American Statistician* 50(4). · Lorenz, M. O. (1905). Methods of"
                " measuring the concentration of wealth. *Publications of the American Statistical Association* 9(70)."
            )
        ),
    ),
    title=N_("Literature"),
)

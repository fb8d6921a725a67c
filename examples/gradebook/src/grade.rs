//! Marks, coefficients and averages, exact to the last digit.
//!
//! - A mark is from 0 to 20, a coefficient over 0 and up to 1000; both have at most four decimal places.
//! - A student's average is the sum of each mark times its coefficient, divided by the sum of the
//!   coefficients.
//! - A class's average is the mean of its students' averages, each student counting once. Students
//!   without a mark don't count.
//! - Averages are computed as fractions, without any rounding on the way, also those of a class. Only the
//!   result is rounded, to two decimal places, and a half upwards: 14.125 is 14.13.

use num_bigint::BigInt;
use num_rational::Ratio;
use rust_decimal::Decimal;
use std::str::FromStr;

/// The best mark.
pub const BEST: u32 = 20;

/// The largest coefficient.
pub const MOST_WEIGHT: u32 = 1000;

/// Most decimal places of a mark or a coefficient.
pub const MOST_PLACES: u32 = 4;

/// An exact fraction.
type Exact = Ratio<BigInt>;

/// Why a text is no mark or no coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNumber {
    /// It is no decimal number of four places at most.
    NoNumber,
    /// It is out of range.
    Range,
}

/// A decimal number as people write it, with a point or a comma.
fn decimal(text: &str) -> Result<Decimal, BadNumber> {
    let text = text.trim().replace(',', ".");
    let digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    let (whole, places) = text.split_once('.').unwrap_or((&text, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    if whole.is_empty() || places.is_empty() || !digits(whole) || !digits(places) {
        return Err(BadNumber::NoNumber);
    }
    let number = Decimal::from_str(&text).map_err(|_| BadNumber::NoNumber)?.normalize();
    if number.scale() > MOST_PLACES { Err(BadNumber::NoNumber) } else { Ok(number) }
}

/// A mark.
///
/// # Errors
/// It is no number, or not from 0 to 20.
pub fn mark(text: &str) -> Result<Decimal, BadNumber> {
    let mark = decimal(text)?;
    let fits = mark >= Decimal::ZERO && mark <= Decimal::from(BEST);
    if fits { Ok(mark) } else { Err(BadNumber::Range) }
}

/// A coefficient.
///
/// # Errors
/// It is no number, not over 0, or over 1000.
pub fn coefficient(text: &str) -> Result<Decimal, BadNumber> {
    let coefficient = decimal(text)?;
    let fits = coefficient > Decimal::ZERO && coefficient <= Decimal::from(MOST_WEIGHT);
    if fits { Ok(coefficient) } else { Err(BadNumber::Range) }
}

fn exact(number: Decimal) -> Exact {
    Exact::new(number.mantissa().into(), BigInt::from(10u8).pow(number.scale()))
}

/// An average that is exact, until it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Average(Exact);

impl Average {
    /// Of marks with their coefficients; `None` of none.
    pub fn of_marks(marks: impl IntoIterator<Item = (Decimal, Decimal)>) -> Option<Self> {
        let (mut sum, mut weight) = (Exact::from(BigInt::ZERO), Exact::from(BigInt::ZERO));
        for (mark, coefficient) in marks {
            let coefficient = exact(coefficient);
            sum += exact(mark) * &coefficient;
            weight += coefficient;
        }
        (weight.numer() != &BigInt::ZERO).then(|| Self(sum / weight))
    }

    /// The mean of some; `None` of none.
    pub fn mean(averages: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut count = 0u32;
        let mut sum = Exact::from(BigInt::ZERO);
        for Self(average) in averages {
            sum += average;
            count += 1;
        }
        (count > 0).then(|| Self(sum / BigInt::from(count)))
    }

    /// Rounded to two places, a half upwards.
    pub fn rounded(&self) -> Decimal {
        let hundredths = (&self.0 * BigInt::from(100u8)) + Exact::new(1.into(), 2.into());
        // From 0 to 2000, as no mark is more than 20.
        let hundredths = i64::try_from(hundredths.floor().to_integer()).unwrap_or_default();
        Decimal::new(hundredths, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn average(marks: &[(&str, &str)]) -> Option<Average> {
        Average::of_marks(marks.iter().map(|(m, c)| (mark(m).unwrap(), coefficient(c).unwrap())))
    }

    fn shown(average: Option<Average>) -> Option<String> {
        average.map(|average| average.rounded().to_string())
    }

    #[test]
    fn marks_weigh_by_their_coefficients() {
        assert_eq!(shown(average(&[("15.5", "2"), ("12", "1")])).as_deref(), Some("14.33"));
        assert_eq!(shown(average(&[("10", "0.5"), ("20", "0.5")])).as_deref(), Some("15.00"));
        assert_eq!(shown(average(&[])), None);
    }

    #[test]
    fn a_half_is_rounded_upwards_and_less_is_not() {
        assert_eq!(shown(average(&[("14.125", "1")])).as_deref(), Some("14.13"));
        assert_eq!(shown(average(&[("14.1249", "1")])).as_deref(), Some("14.12"));
        // Binary fractions would make it 1.00.
        assert_eq!(shown(average(&[("1.005", "3")])).as_deref(), Some("1.01"));
        assert_eq!(shown(average(&[("0", "1"), ("0.01", "1")])).as_deref(), Some("0.01"));
    }

    #[test]
    fn a_class_is_not_rounded_on_the_way() {
        // 1/7, 2/7 and 4/7 over 10, and a fourth that makes the mean exactly 10.335.
        let seventh = |times: &str| average(&[("11", times), ("10", &seven_less(times))]);
        let averages = [seventh("1"), seventh("2"), seventh("4"), average(&[("10.34", "1")])];
        let mean = Average::mean(averages.into_iter().flatten());
        assert_eq!(shown(mean).as_deref(), Some("10.34"), "31 + 10.34 are 41.34, of four 10.335");
        assert_eq!(shown(Average::mean([])), None);
    }

    fn seven_less(times: &str) -> String {
        (7 - times.parse::<u32>().unwrap()).to_string()
    }

    #[test]
    fn what_is_no_mark_is_refused() {
        assert_eq!(mark("15,5").map(|m| m.to_string()).as_deref(), Ok("15.5"));
        assert_eq!(mark(" 20.0000 "), Ok(Decimal::from(20)));
        for text in ["", "x", "1e1", "+5", "1.", ".5", "1.2.3", "0.00001", "1_0", "NaN", "--1"] {
            assert_eq!(mark(text), Err(BadNumber::NoNumber), "{text}");
        }
        for text in ["-0.5", "20.0001", "21"] {
            assert_eq!(mark(text), Err(BadNumber::Range), "{text}");
        }
        for text in ["0", "-1", "1000.1", "0.0000"] {
            assert_eq!(coefficient(text), Err(BadNumber::Range), "{text}");
        }
        assert_eq!(mark("-0"), Ok(Decimal::ZERO));
    }
}

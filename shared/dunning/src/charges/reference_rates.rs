//! The rates that late-payment laws stand on, by half-year.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// A half of a calendar year: late-payment rates are set for January to June, and for July to December
/// (Directive 2011/7/EU, Art. 3(4)). Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    year: i32,
    is_second: bool,
}

impl HalfYear {
    /// The one that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            is_second: day.month() > 6,
        }
    }

    /// The one that begins on a day; none for any day but 1 January and 1 July.
    pub fn beginning(day: NaiveDate) -> Option<Self> {
        (day.day() == 1 && matches!(day.month(), 1 | 7)).then(|| Self::of(day))
    }

    /// 30 June or 31 December.
    pub fn last_day(self) -> NaiveDate {
        let (month, day) = if self.is_second { (12, 31) } else { (6, 30) };
        // A half-year is made of a day in it, so its year is one that dates know.
        NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or(NaiveDate::MAX)
    }

    /// How many half-years after the first of the table; none before it.
    fn place_in_table(self) -> Option<usize> {
        let years = self.year.checked_sub(FIRST_YEAR)?;
        usize::try_from(years)
            .ok()?
            .checked_mul(2)?
            .checked_add(usize::from(self.is_second))
    }
}

/// A published rate that a late-payment law names, in percent a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceRate {
    /// The European Central Bank's rate for main refinancing operations, as in force on 1 January and 1 July.
    Ecb,
    /// Germany's base rate, § 247 BGB.
    GermanBase,
    /// Austria's base rate on 1 January and 1 July.
    AustrianBase,
    /// Bank Rate of the Bank of England on 31 December and 30 June before the half-year.
    BankOfEngland,
    /// The reference rate of Romania's National Bank on 1 January and 1 July.
    NationalBankOfRomania,
}

impl ReferenceRate {
    /// The rate in a half-year; none outside of the table.
    pub fn in_half_year(self, half_year: HalfYear) -> Option<Decimal> {
        let basis_points = self.table().get(half_year.place_in_table()?)?;
        Some(Decimal::new(*basis_points, 2))
    }

    /// The last day that the table knows a rate for.
    pub fn valid_until(self) -> NaiveDate {
        let last = i32::try_from(self.table().len()).unwrap_or_default() - 1;
        HalfYear {
            year: FIRST_YEAR + last / 2,
            is_second: last % 2 == 1,
        }
        .last_day()
    }

    fn table(self) -> &'static [i64] {
        match self {
            Self::Ecb => ECB,
            Self::GermanBase => GERMAN_BASE,
            Self::AustrianBase => AUSTRIAN_BASE,
            Self::BankOfEngland => BANK_OF_ENGLAND,
            Self::NationalBankOfRomania => NATIONAL_BANK_OF_ROMANIA,
        }
    }
}

/// Every table begins with January of this year, and has two entries a year, in hundredths of a percent.
const FIRST_YEAR: i32 = 2020;

/// Sources: the ECB's “Key ECB interest rates”, as reprinted by Banka Slovenije to April 2025; 2.15 % from 11
/// June 2025 (ECB decision of 5 June 2025), still so on 1 January 2026 (Gazzetta Ufficiale 15 of 20 January
/// 2026, BOE-A-2025-27201). Second half of 2026: the decision of 11 June 2026 raised the three key rates by
/// 0.25 points (ECB president before the European Parliament, 22 June 2026), the first change since June
/// 2025. Checked against Ireland's table of late-payment rates (Department of Enterprise, to 2024).
#[rustfmt::skip]
const ECB: &[i64] = &[
      0,   0, // 2020
      0,   0, // 2021
      0,   0, // 2022: 0.50 only from 27 July
    250, 400, // 2023
    450, 425, // 2024
    315, 215, // 2025
    215, 240, // 2026
];

/// § 247 BGB: changes on 1 January and 1 July by as many points as the ECB's rate for the last main
/// refinancing operation before that day. Sources: Bundesbank notices (−0.88 to the end of 2022; 1.62 for
/// January 2023; 1.27 for July 2025 and January 2026); between them, and for July 2026, by that rule from
/// [`ECB`].
#[rustfmt::skip]
const GERMAN_BASE: &[i64] = &[
    -88, -88, // 2020
    -88, -88, // 2021
    -88, -88, // 2022
    162, 312, // 2023
    362, 337, // 2024
    227, 127, // 2025
    127, 152, // 2026
];

/// Erstes Euro-Justiz-Begleitgesetz, § 1: follows the ECB's rate, changes of less than 0.5 points since the
/// last change apart. Sources: Oesterreichische Nationalbank, “Interest rates on business arrears” (to
/// January 2024), WKO for July 2024 (3.88), notices of 16 December 2024 (2.53 from 18 December) and 5 June
/// 2025 (1.53 from 11 June); 2026 by that rule: the 0.25 points of June 2026 leave it as it is.
#[rustfmt::skip]
const AUSTRIAN_BASE: &[i64] = &[
    -62, -62, // 2020
    -62, -62, // 2021
    -62, -62, // 2022
    188, 338, // 2023
    388, 388, // 2024
    253, 153, // 2025
    153, 153, // 2026
];

/// Sources: payontime.co.uk, “reference rate table” (to January 2024); Bank of England decisions after it:
/// 5.25 in June 2024, 4.75 in December 2024, 4.25 in June 2025, 3.75 on 18 December 2025, held on 18 June
/// 2026 (next meeting 30 July).
#[rustfmt::skip]
const BANK_OF_ENGLAND: &[i64] = &[
     75,  10, // 2020
     10,  10, // 2021
     25, 125, // 2022
    350, 500, // 2023
    525, 525, // 2024
    475, 425, // 2025
    375, 375, // 2026
];

/// Sources: circulars and decisions of the Banca Națională a României: 2.50 from 8 May 2018, 1.75 from 2 June
/// 2020, 1.50 from 6 August 2020, 1.25 from 18 January 2021, 1.75 from 10 November 2021, 3.75 up to 6 July
/// 2022, 6.75 up to 10 January 2023, 7.00 until July 2024, 6.50 since August 2024, held on 19 January 2026.
/// Nothing was found for July 2026.
#[rustfmt::skip]
const NATIONAL_BANK_OF_ROMANIA: &[i64] = &[
    250, 175, // 2020
    150, 125, // 2021
    175, 375, // 2022
    675, 700, // 2023
    700, 700, // 2024
    650, 650, // 2025
    650,      // 2026
];

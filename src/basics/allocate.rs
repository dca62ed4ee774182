//! Parts of one amount that add up to it.

/// Why an amount could not be shared out. Never a lost amount (design §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocateError {
    /// There are no weights, or all are zero.
    NothingToShareBy,
    /// A weight is negative.
    NegativeWeight,
}

/// Shares `minor` by `weights`: largest remainder, ties to the earlier part. The parts of −x are the negated parts of x.
pub fn allocate(minor: i64, weights: &[i64]) -> Result<Vec<i64>, AllocateError> {
    if weights.iter().any(|weight| *weight < 0) {
        return Err(AllocateError::NegativeWeight);
    }
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if total == 0 {
        return Err(AllocateError::NothingToShareBy);
    }
    let size = i128::from(minor).abs();
    let whole = |weight: &i64| size * i128::from(*weight) / total;
    let remainder = |weight: &i64| size * i128::from(*weight) % total;
    let mut parts: Vec<i128> = weights.iter().map(whole).collect();
    let missing = size - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|part| (std::cmp::Reverse(remainder(&weights[*part])), *part));
    for part in order.into_iter().take(usize::try_from(missing).expect("fewer cents are missing than there are parts")) {
        parts[part] += 1;
    }
    let sign = i128::from(minor.signum());
    Ok(parts.into_iter().map(|part| i64::try_from(part * sign).expect("a part is no larger than the whole")).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rest_goes_to_the_largest_remainder_then_to_the_earlier_part() {
        assert_eq!(allocate(645, &[30, 70]), Ok(vec![194, 451])); // dokan#3324: 1.93 + 4.51 lost a cent
        assert_eq!(allocate(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
        assert_eq!(allocate(49_383, &[60, 40]), Ok(vec![29_630, 19_753]));
    }

    #[test]
    fn nothing_to_share_by_is_an_error() {
        assert_eq!(allocate(1, &[]), Err(AllocateError::NothingToShareBy));
        assert_eq!(allocate(1, &[0, 0]), Err(AllocateError::NothingToShareBy));
        assert_eq!(allocate(1, &[2, -1]), Err(AllocateError::NegativeWeight));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_mirror(minor in -1_000_000_000_000_i64..1_000_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..12)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = allocate(minor, &weights).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), minor);
            let mirrored: Vec<i64> = allocate(-minor, &weights).unwrap().iter().map(|part| -part).collect();
            prop_assert_eq!(&parts, &mirrored);
            let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let off = (i128::from(*part) * total - i128::from(minor) * i128::from(*weight)).abs();
                prop_assert!(off < total, "a part is within one minor unit of its exact share");
            }
        }
    }
}

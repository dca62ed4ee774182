//! How an amount is parted among its causes.

use proptest::prelude::*;

use super::*;

/// The causes that inputs have, in their order.
const INPUTS: &[Cause] = Cause::ALL.split_at(7).0;

fn climb(former: Option<i64>, after: [Option<i64>; 7]) -> Climb {
    Climb { former, after: INPUTS.iter().copied().zip(after).collect() }
}

fn said(climb: &Climb, posted: i64, target: i64) -> String {
    climb.parts(posted, target).iter().map(|(cause, minor)| format!("{cause} {minor}")).collect::<Vec<_>>().join("; ")
}

#[test]
fn each_input_has_what_it_changes() {
    let all = climb(Some(100), [110, 130, 60, 60, 90, 91, 95].map(Some));
    let parts = "correction of a fact 10; amended contract 20; cancelled -70; rate changed 30; band re-rated 1; exchange rate 4";
    assert_eq!(said(&all, 100, 95), parts);
    assert_eq!(said(&all, 80, 95), format!("{parts}; late contract 20"), "what was posted otherwise, no input explains");
    assert_eq!(said(&all, 100, 85), format!("{parts}; late contract -10"), "nor what contracts change that were not known");
}

#[test]
fn what_was_neither_known_nor_posted_is_late_as_a_whole() {
    assert_eq!(said(&climb(None, [None, Some(40), Some(40), Some(50), None, None, None]), 0, 55), "late contract 55");
    assert_eq!(said(&Climb::default(), 0, -7), "late contract -7");
}

#[test]
fn a_key_that_is_held_on_the_way_stays_as_last_known() {
    let held = climb(Some(100), [Some(100), None, None, Some(120), None, Some(90), Some(90)]);
    assert_eq!(said(&held, 100, 90), "standing changed 20; band re-rated -30");
    let posted_then_held = climb(None, [None, Some(130), Some(130), Some(130), Some(130), Some(130), Some(130)]);
    assert_eq!(said(&posted_then_held, 100, 130), "amended contract 30", "it stayed as it was posted");
}

#[test]
fn an_amount_that_no_input_changes_has_no_parts() {
    assert_eq!(climb(Some(5), [Some(5); 7]).parts(5, 5), []);
}

proptest! {
    #[test]
    fn the_parts_add_up_in_the_order_of_causes_and_none_is_zero(
        former in proptest::option::of(-9_i64..9),
        after in proptest::array::uniform7(proptest::option::of(-9_i64..9)),
        posted in -9_i64..9,
        target in -9_i64..9,
    ) {
        let parts = climb(former, after).parts(posted, target);
        prop_assert_eq!(parts.iter().map(|(_, minor)| minor).sum::<i64>(), target - posted);
        prop_assert!(parts.iter().all(|(_, minor)| *minor != 0));
        prop_assert!(parts.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}

//! Ids as integer codes, in the order of the ids.

use rayon::prelude::*;

/// A code for each of `ids`: equal ids have equal codes, and codes are in the order of the ids.
pub fn in_id_order<T: Ord + Sync>(count: usize, id: impl Fn(usize) -> T + Sync) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(count).expect("a run has fewer than four billion records")).collect();
    let of = |row: u32| id(row as usize);
    if !order.is_sorted_by(|a, b| of(*a) <= of(*b)) {
        order.par_sort_unstable_by(|a, b| of(*a).cmp(&of(*b)));
    }
    let mut codes = vec![0; count];
    let mut code = 0;
    for (at, row) in order.iter().enumerate() {
        if at > 0 && of(order[at - 1]) != of(*row) {
            code += 1;
        }
        codes[*row as usize] = code;
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_the_order_of_ids() {
        let ids = ["b", "a", "c", "a", "b"];
        assert_eq!(in_id_order(ids.len(), |row| ids[row]), [1, 0, 2, 0, 1]);
        assert_eq!(in_id_order(0, |_: usize| 0), Vec::<u32>::new());
    }
}

//! The rules of Connect Four: seven columns, six rows, four in a row win. Nothing of Salon.

use std::fmt;

pub const COLUMNS: usize = 7;
pub const ROWS: usize = 6;

/// How many in a row win.
const FOUR: usize = 4;

/// Who a disc belongs to: who moved first, or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    First,
    Second,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Why a disc can't be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMove {
    NoSuchColumn,
    ColumnFull,
    GameOver,
}

/// The discs, each column from its bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    columns: [Vec<Side>; COLUMNS],
    moves: Vec<u8>,
    winner: Option<Side>,
}

impl Board {
    /// The board after these moves, each the number of a column from 0.
    pub fn after(moves: &[u8]) -> Result<Self, NoMove> {
        let mut board = Self::default();
        moves.iter().try_for_each(|column| board.drop_disc(*column))?;
        Ok(board)
    }

    /// Whose turn it is.
    pub fn turn(&self) -> Side {
        if self.moves.len().is_multiple_of(2) { Side::First } else { Side::Second }
    }

    /// All moves so far.
    pub fn moves(&self) -> &[u8] {
        &self.moves
    }

    pub fn winner(&self) -> Option<Side> {
        self.winner
    }

    /// Nobody can move any more.
    pub fn is_over(&self) -> bool {
        self.winner.is_some() || self.moves.len() == COLUMNS * ROWS
    }

    /// Whoever's turn it is drops a disc.
    pub fn drop_disc(&mut self, column: u8) -> Result<(), NoMove> {
        if self.is_over() {
            return Err(NoMove::GameOver);
        }
        let side = self.turn();
        let at = usize::from(column);
        let discs = self.columns.get_mut(at).ok_or(NoMove::NoSuchColumn)?;
        if discs.len() == ROWS {
            return Err(NoMove::ColumnFull);
        }
        discs.push(side);
        let row = discs.len() - 1;
        self.moves.push(column);
        if self.wins(at, row, side) {
            self.winner = Some(side);
        }
        Ok(())
    }

    fn disc(&self, column: usize, row: usize) -> Option<Side> {
        self.columns.get(column)?.get(row).copied()
    }

    /// Whether the disc there is one of four in a row.
    fn wins(&self, column: usize, row: usize, side: Side) -> bool {
        let directions = [(1, 0), (0, 1), (1, 1), (1, -1)];
        directions.into_iter().any(|(right, up)| {
            let along = |sign: isize| {
                (1..FOUR as isize)
                    .take_while(|step| {
                        let column = column.checked_add_signed(sign * step * right);
                        let row = row.checked_add_signed(sign * step * up);
                        column.zip(row).and_then(|(c, r)| self.disc(c, r)) == Some(side)
                    })
                    .count()
            };
            1 + along(1) + along(-1) >= FOUR
        })
    }
}

impl fmt::Display for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in (0..ROWS).rev() {
            for column in 0..COLUMNS {
                f.write_str(match self.disc(column, row) {
                    None => " ·",
                    Some(Side::First) => " ●",
                    Some(Side::Second) => " ○",
                })?;
            }
            writeln!(f)?;
        }
        write!(f, " 1 2 3 4 5 6 7")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_in_a_row_win_in_each_direction() {
        for (moves, winner) in [
            (&[0, 1, 0, 1, 0, 1, 0][..], Side::First),         // up
            (&[0, 0, 1, 1, 2, 2, 3], Side::First),             // across
            (&[0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3], Side::First), // rising
            (&[3, 2, 2, 1, 1, 0, 1, 0, 0, 6, 0], Side::First), // falling
            (&[6, 0, 6, 0, 6, 0, 5, 0], Side::Second),         // of the second
            (&[0, 0, 1, 1, 3, 3, 2], Side::First),             // closed in the middle
        ] {
            let board = Board::after(moves).unwrap();
            assert_eq!(board.winner(), Some(winner), "{moves:?}\n{board}");
            assert!(Board::after(&moves[..moves.len() - 1]).unwrap().winner().is_none());
            assert_eq!(board.clone().drop_disc(6), Err(NoMove::GameOver));
        }
    }

    #[test]
    fn a_column_has_six_places_and_there_are_seven() {
        let mut board = Board::after(&[3; 6]).unwrap();
        assert_eq!(board.drop_disc(3), Err(NoMove::ColumnFull));
        assert_eq!(board.drop_disc(7), Err(NoMove::NoSuchColumn));
        assert_eq!(board.turn(), Side::First);
    }

    #[test]
    fn a_full_board_is_over() {
        // Columns in pairs, so that nobody ever has four.
        let mut moves = Vec::new();
        for [a, b] in [[0, 1], [2, 3], [4, 5]] {
            for _ in 0..3 {
                moves.extend([a, b]);
            }
            for _ in 0..3 {
                moves.extend([b, a]);
            }
        }
        moves.extend([6; 6]);
        let board = Board::after(&moves).unwrap();
        assert!(board.is_over() && board.winner().is_none(), "{board}");
    }
}

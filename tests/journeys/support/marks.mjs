// Twelve entries, four judges, and the result worked out by hand.
//
// Weights 20, 30, 20, 20, 10. Judge A gives the base marks, B two more on every criterion, C three
// fewer, D four more; so a judge's total is the base total plus that offset. Each entry has three
// judges (all but one). On entry 2 judge D steps back and B takes the place.
//
//   entry  base marks          base   judges   totals               mean
//    1     90 90 90 90 90      90,00  B C D    92,00 87,00 94,00    91,00
//    2     90 70 90 70 70      78,00  A B C    78,00 80,00 75,00    77,666…
//    3     70 90 70 90 70      80,00  A B D    80,00 82,00 84,00    82,00
//    4     85 70 70 70 70      73,00  A B C    73,00 75,00 70,00    72,666…   same score as 8,
//    5     70 80 70 70 70      73,00  B C D    75,00 70,00 77,00    74,00
//    6     70 70 70 70 70      70,00  A C D    70,00 67,00 74,00    70,333…
//    7     50 70 50 70 50      60,00  A B D    60,00 62,00 64,00    62,00     same marks as 11
//    8     70 80 70 70 70      73,00  A B C    73,00 75,00 70,00    72,666…   more benefit: before 4
//    9     50 50 50 50 50      50,00  B C D    52,00 47,00 54,00    51,00
//   10     30 50 70 50 30      48,00  A C D    48,00 45,00 52,00    48,333…
//   11     50 70 50 70 50      60,00  A B D    60,00 62,00 64,00    62,00
//   12     10 30 10 30 10      20,00  A B C    20,00 22,00 17,00    19,666…

export const criteria = ["Kebaruan", "Kemanfaatan", "Memberi solusi", "Dapat direplikasikan", "Kompatibilitas"];

export const base = [
  [90, 90, 90, 90, 90],
  [90, 70, 90, 70, 70],
  [70, 90, 70, 90, 70],
  [85, 70, 70, 70, 70],
  [70, 80, 70, 70, 70],
  [70, 70, 70, 70, 70],
  [50, 70, 50, 70, 50],
  [70, 80, 70, 70, 70],
  [50, 50, 50, 50, 50],
  [30, 50, 70, 50, 30],
  [50, 70, 50, 70, 50],
  [10, 30, 10, 30, 10],
];

export const offset = { A: 0, B: 2, C: -3, D: 4 };

/** Who judges entry n (1..12) at the beginning: all but one, in turn. */
export const panel = (n) => ["A", "B", "C", "D"].filter((_, index) => index !== (n - 1) % 4);

/** The five marks of a judge for an entry. */
export const marks = (judge, n) => base[n - 1].map((mark) => mark + offset[judge]);

/** The board, best first: rank, entry, score, words of the tie. */
export const board = [
  [1, 1, "91,00", null],
  [2, 3, "82,00", null],
  [3, 2, "77,67", null],
  [4, 5, "74,00", null],
  [5, 8, "72,67", "Seri; Kemanfaatan lebih tinggi"],
  [6, 4, "72,67", "Seri; Kemanfaatan lebih rendah"],
  [7, 6, "70,33", null],
  [8, 7, "62,00", "Seri; peringkat bersama"],
  [8, 11, "62,00", "Seri; peringkat bersama"],
  [10, 9, "51,00", null],
  [11, 10, "48,33", null],
  [12, 12, "19,67", null],
];

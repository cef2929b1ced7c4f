;; Finds where the elements of a JSON list end, 64 bytes at a time; for element-cutter.ts, which says what is handed over.
;; Bit n of each 64-bit mask is byte n of the block. The way from quotes to texts is that of simdjson (Langdale, Lemire:
;; "Parsing Gigabytes of JSON per Second", 2019), but for the prefix sum, since WebAssembly has no carry-less product.
(module
  ;; 0: elements found, 12 bytes each: where it ends, its values, its flags. 786 432: the text, up to 64 KiB.
  (memory (export "memory") 13)

  ;; Carried from block to block.
  (global $depth (mut i32) (i32.const 0))
  (global $inText (mut i64) (i64.const 0))      ;; all ones within a text
  (global $escaped (mut i64) (i64.const 0))     ;; 1: the first byte is behind a backslash
  (global $wasNumber (mut i64) (i64.const 0))   ;; 1: the byte before was a part of a number
  (global $run (mut i32) (i32.const 0))         ;; parts of a number at the end of the block before
  (global $values (mut i32) (i32.const 0))      ;; of the element under way
  (global $named (mut i32) (i32.const 0))       ;; 1: the byte before is a quote behind a comma or bracket, 2: it is these
  ;; Of the element under way: 1 a number that needs care, 2 not all is ASCII, 4 written in another way than JSON.stringify does,
  ;; 8 an escape that it does not write.
  (global $flags (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const -1))        ;; where the list ends
  (global $irregular (mut i32) (i32.const 0))   ;; 1: what has to be looked at byte by byte

  (func (export "begin")
    (global.set $depth (i32.const 0))
    (global.set $inText (i64.const 0))
    (global.set $escaped (i64.const 0))
    (global.set $wasNumber (i64.const 0))
    (global.set $run (i32.const 0))
    (global.set $named (i32.const 0))
    (global.set $values (i32.const 0)) ;; the list's own bracket makes it 1
    (global.set $flags (i32.const 0))
    (global.set $end (i32.const -1))
    (global.set $irregular (i32.const 0)))

  (func (export "end") (result i32) (global.get $end))
  (func (export "irregular") (result i32) (global.get $irregular))

  ;; Which of 64 bytes are one character.
  (func $equal (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $what v128) (result i64)
    (call $mask
      (i8x16.eq (local.get $a) (local.get $what))
      (i8x16.eq (local.get $b) (local.get $what))
      (i8x16.eq (local.get $c) (local.get $what))
      (i8x16.eq (local.get $d) (local.get $what))))

  ;; Four times 16 bytes, all ones or zero, as one mask.
  (func $mask (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result i64)
    (i64.or
      (i64.or
        (i64.extend_i32_u (i8x16.bitmask (local.get $a)))
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $b))) (i64.const 16)))
      (i64.or
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $c))) (i64.const 32))
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $d))) (i64.const 48)))))

  ;; Whether a byte is one of + , - . / or a digit.
  (func $near (param $a v128) (result v128)
    (i8x16.le_u (i8x16.sub (local.get $a) (i8x16.splat (i32.const 0x2b))) (i8x16.splat (i32.const 14))))

  ;; Whether a byte is a digit.
  (func $digit (param $a v128) (result v128)
    (i8x16.le_u (i8x16.sub (local.get $a) (i8x16.splat (i32.const 0x30))) (i8x16.splat (i32.const 9))))

  ;; Whether a byte is white space, or a control character.
  (func $space (param $a v128) (result v128)
    (i8x16.le_u (local.get $a) (i8x16.splat (i32.const 0x20))))

  ;; Takes blocks of 64 bytes, of which the first is at `base` of the list. Gives how many elements it found.
  (func (export "cut") (param $blocks i32) (param $base i32) (param $deepest i32) (result i32)
    (local $found i32) (local $at i32) (local $bit i32) (local $row i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $low v128)
    (local $backslash i64) (local $follows i64) (local $odd i64) (local $sum i64) (local $behind i64)
    (local $text i64) (local $comma i64) (local $opening i64) (local $closing i64) (local $tokens i64)
    (local $number i64) (local $runs i64) (local $one i64) (local $quotes i64) (local $first i64) (local $blockFlags i32) (local $opened i32) (local $closed i32)
    (local.set $at (i32.const 786432))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $blocks)))
        (block $on
        (local.set $a (v128.load (local.get $at)))
        (local.set $b (v128.load offset=16 (local.get $at)))
        (local.set $c (v128.load offset=32 (local.get $at)))
        (local.set $d (v128.load offset=48 (local.get $at)))

        ;; What is behind a backslash that is not itself behind one.
        (local.set $backslash (call $equal (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i8x16.splat (i32.const 0x5c))))
        (if (i64.eqz (local.get $backslash))
          (then
            (local.set $behind (global.get $escaped))
            (global.set $escaped (i64.const 0)))
          (else
            (local.set $one (i64.and (local.get $backslash) (i64.xor (global.get $escaped) (i64.const -1))))
            (local.set $follows (i64.or (i64.shl (local.get $one) (i64.const 1)) (global.get $escaped)))
            (local.set $odd
              (i64.and
                (i64.and (local.get $one) (i64.const 0xaaaaaaaaaaaaaaaa))
                (i64.xor (local.get $follows) (i64.const -1))))
            (local.set $sum (i64.add (local.get $odd) (local.get $one)))
            (global.set $escaped (i64.extend_i32_u (i64.lt_u (local.get $sum) (local.get $one))))
            (local.set $behind
              (i64.and
                (i64.xor (i64.const 0x5555555555555555) (i64.shl (local.get $sum) (i64.const 1)))
                (local.get $follows)))))

        (local.set $text
          (i64.and
            (call $equal (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i8x16.splat (i32.const 0x22)))
            (i64.xor (local.get $behind) (i64.const -1))))
        (local.set $blockFlags
          (i32.shl
            (i32.ne (i32.const 0)
              (i8x16.bitmask (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $c) (local.get $d)))))
            (i32.const 1)))
        ;; Escapes that JSON.stringify does not write: \/ and \u.
        (if (i64.ne (local.get $behind) (i64.const 0))
          (then
            (if
              (i64.ne (i64.const 0)
                (i64.and (local.get $behind)
                  (i64.or
                    (call $equal (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i8x16.splat (i32.const 0x2f)))
                    (call $equal (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i8x16.splat (i32.const 0x75))))))
              (then (local.set $blockFlags (i32.or (local.get $blockFlags) (i32.const 8)))))))
        ;; A name that begins with a digit, or with one that is escaped, may be moved by JSON.parse.
        (if
          (i32.and
            (i32.eq (global.get $named) (i32.const 1))
            (i32.or
              (i32.le_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)) (i32.const 9))
              (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x5c))))
          (then (local.set $blockFlags (i32.or (local.get $blockFlags) (i32.const 4)))))
        ;; All of it is the inside of a text.
        (if (i64.eqz (i64.or (local.get $text) (i64.xor (global.get $inText) (i64.const -1))))
          (then
            (global.set $flags (i32.or (global.get $flags) (local.get $blockFlags)))
            (global.set $wasNumber (i64.const 0))
            (global.set $run (i32.const 0))
            (global.set $named (i32.const 0))
            (br $on)))

        (local.set $quotes (local.get $text))
        ;; Texts, their first quotes with them: from each quote on everything turns.
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 1))))
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 2))))
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 4))))
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 8))))
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 16))))
        (local.set $text (i64.xor (local.get $text) (i64.shl (local.get $text) (i64.const 32))))
        (local.set $text (i64.xor (local.get $text) (global.get $inText)))
        (global.set $inText (i64.shr_s (local.get $text) (i64.const 63)))
        ;; From here on what is outside of them.
        (local.set $text (i64.xor (local.get $text) (i64.const -1)))
        (if (i64.ne (i64.and (local.get $backslash) (local.get $text)) (i64.const 0))
          (then (global.set $irregular (i32.const 1))))

        (local.set $comma
          (i64.and (local.get $text)
            (call $equal (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i8x16.splat (i32.const 0x2c)))))
        ;; A bracket and its brace are 0x20 apart.
        (local.set $low (i8x16.splat (i32.const 0x20)))
        (local.set $opening
          (i64.and (local.get $text)
            (call $equal
              (v128.or (local.get $a) (local.get $low)) (v128.or (local.get $b) (local.get $low))
              (v128.or (local.get $c) (local.get $low)) (v128.or (local.get $d) (local.get $low))
              (i8x16.splat (i32.const 0x7b)))))
        (local.set $closing
          (i64.and (local.get $text)
            (call $equal
              (v128.or (local.get $a) (local.get $low)) (v128.or (local.get $b) (local.get $low))
              (v128.or (local.get $c) (local.get $low)) (v128.or (local.get $d) (local.get $low))
              (i8x16.splat (i32.const 0x7d)))))

        (local.set $tokens (i64.or (local.get $comma) (local.get $opening)))
        (local.set $first
          (i64.and (local.get $quotes)
            (i64.or
              (i64.shl (local.get $tokens) (i64.const 1))
              (i64.extend_i32_u (i32.eq (global.get $named) (i32.const 2))))))
        (global.set $named
          (i32.or
            (i32.wrap_i64 (i64.shr_u (local.get $first) (i64.const 63)))
            (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $tokens) (i64.const 63))) (i32.const 1))))
        (if
          (i64.ne (i64.const 0)
            (i64.or
              (i64.and (i64.shl (local.get $first) (i64.const 1))
                (i64.or (local.get $backslash)
                  (call $mask (call $digit (local.get $a)) (call $digit (local.get $b)) (call $digit (local.get $c)) (call $digit (local.get $d)))))
              (i64.and (local.get $text)
                (call $mask (call $space (local.get $a)) (call $space (local.get $b)) (call $space (local.get $c)) (call $space (local.get $d))))))
          (then (local.set $blockFlags (i32.or (local.get $blockFlags) (i32.const 4)))))

        ;; Numbers of more than 15 characters, and those with an exponent.
        (local.set $number
          (i64.and
            (i64.and (local.get $text) (i64.xor (local.get $comma) (i64.const -1)))
            (call $mask (call $near (local.get $a)) (call $near (local.get $b)) (call $near (local.get $c)) (call $near (local.get $d)))))
        (if (i64.ne (i64.or (local.get $number) (global.get $wasNumber)) (i64.const 0))
          (then
            (local.set $runs (i64.and (local.get $number) (i64.shl (local.get $number) (i64.const 1))))
            (local.set $runs (i64.and (local.get $runs) (i64.shl (local.get $runs) (i64.const 2))))
            (local.set $runs (i64.and (local.get $runs) (i64.shl (local.get $runs) (i64.const 4))))
            (local.set $runs (i64.and (local.get $runs) (i64.shl (local.get $runs) (i64.const 8))))
            (local.set $one
              (i64.and
                (i64.and (local.get $text)
                  (i64.or (i64.shl (local.get $number) (i64.const 1)) (global.get $wasNumber)))
                (call $equal
                  (v128.or (local.get $a) (local.get $low)) (v128.or (local.get $b) (local.get $low))
                  (v128.or (local.get $c) (local.get $low)) (v128.or (local.get $d) (local.get $low))
                  (i8x16.splat (i32.const 0x65)))))
            (if
              (i32.or
                (i64.ne (i64.or (local.get $runs) (local.get $one)) (i64.const 0))
                (i32.gt_u
                  (i32.add
                    (global.get $run)
                    (i32.wrap_i64 (i64.ctz (i64.xor (local.get $number) (i64.const -1)))))
                  (i32.const 15)))
              (then (local.set $blockFlags (i32.or (local.get $blockFlags) (i32.const 1)))))
            ;; Signs and points: 1.0 is 1, and -0 is 0.
            (if
              (i64.ne (i64.const 0)
                (i64.and (local.get $number)
                  (i64.xor (i64.const -1)
                    (call $mask (call $digit (local.get $a)) (call $digit (local.get $b)) (call $digit (local.get $c)) (call $digit (local.get $d))))))
              (then (local.set $blockFlags (i32.or (local.get $blockFlags) (i32.const 4)))))
            (global.set $wasNumber (i64.shr_u (local.get $number) (i64.const 63)))
            (global.set $run (i32.wrap_i64 (i64.clz (i64.xor (local.get $number) (i64.const -1)))))))

        (global.set $flags (i32.or (global.get $flags) (local.get $blockFlags)))
        (local.set $opened (i32.wrap_i64 (i64.popcnt (local.get $opening))))
        (local.set $closed (i32.wrap_i64 (i64.popcnt (local.get $closing))))
        (if (i32.gt_s (i32.add (global.get $depth) (local.get $opened)) (local.get $deepest))
          (then (global.set $irregular (i32.const 1))))

        (if (i32.gt_s (i32.sub (global.get $depth) (local.get $closed)) (i32.const 1))
          (then
            ;; No element can end in this block.
            (global.set $values
              (i32.add (global.get $values)
                (i32.add (local.get $opened) (i32.wrap_i64 (i64.popcnt (local.get $comma))))))
            (global.set $depth (i32.sub (i32.add (global.get $depth) (local.get $opened)) (local.get $closed))))
          (else
            (local.set $tokens (i64.or (local.get $comma) (i64.or (local.get $opening) (local.get $closing))))
            (block $last
              (loop $token
                (br_if $last (i64.eqz (local.get $tokens)))
                (local.set $bit (i32.wrap_i64 (i64.ctz (local.get $tokens))))
                (local.set $one (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $bit))))
                (local.set $tokens (i64.xor (local.get $tokens) (local.get $one)))
                (if (i64.ne (i64.and (local.get $closing) (local.get $one)) (i64.const 0))
                  (then
                    (global.set $depth (i32.sub (global.get $depth) (i32.const 1)))
                    (br_if $token (i32.gt_s (global.get $depth) (i32.const 0)))
                    (global.set $end (i32.add (local.get $base) (local.get $bit))))
                  (else
                    (global.set $values (i32.add (global.get $values) (i32.const 1)))
                    (if (i64.ne (i64.and (local.get $opening) (local.get $one)) (i64.const 0))
                      (then
                        (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
                        (br $token)))
                    (br_if $token (i32.gt_s (global.get $depth) (i32.const 1)))))
                ;; An element ends here.
                (local.set $row (i32.mul (local.get $found) (i32.const 12)))
                (i32.store (local.get $row) (i32.add (local.get $base) (local.get $bit)))
                (i32.store offset=4 (local.get $row) (global.get $values))
                (i32.store offset=8 (local.get $row) (global.get $flags))
                (local.set $found (i32.add (local.get $found) (i32.const 1)))
                (global.set $values (i32.const 1))
                (global.set $flags (local.get $blockFlags))
                (br_if $done (i32.ge_s (global.get $end) (i32.const 0)))
                (br $token))))))

        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $base (i32.add (local.get $base) (i32.const 64)))
        (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
        (br $next)))
    (local.get $found)))

;; The memory between host and guest: the blocks of the Extism guest ABI, in a linear memory of their own.
;;
;; A guest's imports of `extism:host/env` are bound straight to the exports below, so that no JavaScript runs between.
;; Layout of the memory: one bit a granule says where a block starts, from address 0; then the heap, from $heap. A block
;; is 8 bytes of its length and the content, padded to whole granules of 16. A handle is the address of the content, so 0 is none.
;; Everything lives until the next call begins. A guest can damage what its own blocks hold and say, nothing beyond them:
;; each access is checked against the part of the heap in use, and only the host below may set the bits.
(module
  (import "host" "memory" (memory 1))
  ;; Where the heap starts, and the bytes that it may have.
  (import "host" "heap" (global $heap i64))
  (import "host" "capacity" (global $capacity i64))
  (import "host" "output_max" (global $output_max i64))
  (import "host" "log_level" (global $log_level i32))
  ;; Texts go to the host as address and length, which this file has checked.
  (import "host" "log" (func $host_log (param $level i32) (param $at i32) (param $length i32)))
  (import "host" "error" (func $host_error (param $at i32) (param $length i32)))
  (import "host" "clear_error" (func $host_clear_error))
  ;; Answers the handle of a new block, or 0.
  (import "host" "config" (func $host_config (param $at i32) (param $length i32) (result i32)))
  ;; Throws: the function of that number is not offered.
  (import "host" "refuse" (func $host_refuse (param $which i32)))

  ;; Bytes of the heap in use, and the same without the last seven: where eight bytes may start.
  (global $used (mut i64) (i64.const 0))
  (global $used_by_eight (mut i64) (i64.const 0))
  ;; The most that was in use in this call, and ever: beyond the latter the memory is still zero.
  (global $peak (mut i64) (i64.const 0))
  (global $touched (mut i64) (i64.const 0))
  (global $input (mut i64) (i64.const 0))
  (global $input_length (mut i64) (i64.const 0))
  (global $output (mut i64) (i64.const 0))
  (global $output_length (mut i64) (i64.const 0))
  ;; 1 when the guest freed the block of its answer.
  (global $output_freed (mut i32) (i32.const 0))
  (global $error (mut i64) (i64.const 0))
  ;; Why this file trapped: 1 the answer is too long, 2 the answer is outside of the heap.
  (global $fault (mut i32) (i32.const 0))
  (global $refused (mut i32) (i32.const 0))

  ;; ---- For the host.

  ;; A new call: nothing of the last one is left. Answers where its input of that length goes; 0 when there is none or no room.
  (func (export "begin") (param $length i32) (result i32)
    (memory.fill (i32.const 0) (i32.const 0)
      (i32.wrap_i64 (i64.shr_u (i64.add (global.get $peak) (i64.const 127)) (i64.const 7))))
    (global.set $peak (i64.const 0))
    (call $set_used (i64.const 0))
    (global.set $output (i64.const 0))
    (global.set $output_length (i64.const 0))
    (global.set $output_freed (i32.const 0))
    (global.set $error (i64.const 0))
    (global.set $fault (i32.const 0))
    (global.set $refused (i32.const 0))
    (global.set $input (call $take (i64.extend_i32_u (local.get $length)) (i32.const 0)))
    (global.set $input_length
      (select (i64.const 0) (i64.extend_i32_u (local.get $length)) (i64.eqz (global.get $input))))
    (i32.wrap_i64 (global.get $input)))

  ;; Bytes of the answer; -1 when the guest freed it after it had named it.
  (func (export "answer_length") (result i32)
    (if (i64.eqz (global.get $output_length)) (then (return (i32.const 0))))
    (if (global.get $output_freed) (then (return (i32.const -1))))
    (if (i32.eqz (call $in_use (global.get $output) (global.get $output_length))) (then (return (i32.const -1))))
    (i32.wrap_i64 (global.get $output_length)))

  (func (export "answer_at") (result i32) (i32.wrap_i64 (global.get $output)))
  ;; The length that was named for the answer, as the guest said it.
  (func (export "named_length") (result i64) (global.get $output_length))
  (func (export "fault") (result i32) (global.get $fault))
  ;; 1 when an allocation was refused in this call.
  (func (export "refused") (result i32) (global.get $refused))

  ;; ---- Blocks, for the guest.

  (func $alloc (export "alloc") (param $length i64) (result i64) (call $take (local.get $length) (i32.const 1)))

  ;; The bytes of the last block are used again, those of others when the call is over.
  (func (export "free") (param $handle i64)
    (local $length i64) (local $from i64) (local $granule i32) (local $byte i32)
    (local.set $length (call $length_of (local.get $handle)))
    (if (i64.lt_s (local.get $length) (i64.const 0)) (then (return)))
    (local.set $from (i64.sub (i64.sub (local.get $handle) (global.get $heap)) (i64.const 8)))
    (local.set $granule (i32.wrap_i64 (i64.shr_u (local.get $from) (i64.const 4))))
    (local.set $byte (i32.shr_u (local.get $granule) (i32.const 3)))
    (i32.store8 (local.get $byte)
      (i32.and (i32.load8_u (local.get $byte))
        (i32.xor (i32.const 255) (i32.shl (i32.const 1) (i32.and (local.get $granule) (i32.const 7))))))
    (if (i64.lt_u (i64.sub (global.get $output) (local.get $handle)) (local.get $length))
      (then (global.set $output_freed (i32.const 1))))
    ;; Whoever frees the input has none.
    (if (i64.eq (local.get $handle) (global.get $input)) (then (global.set $input_length (i64.const 0))))
    (if (i64.eq (i64.add (local.get $from) (call $size_for (local.get $length))) (global.get $used))
      (then (call $set_used (local.get $from)))))

  ;; 0 for everything that is not the start of a block.
  (func $length (export "length") (export "length_unsafe") (param $handle i64) (result i64)
    (local $length i64)
    (local.set $length (call $length_of (local.get $handle)))
    (select (i64.const 0) (local.get $length) (i64.lt_s (local.get $length) (i64.const 0))))

  (func (export "load_u8") (param $at i64) (result i32)
    (if (i64.ge_u (i64.sub (local.get $at) (global.get $heap)) (global.get $used)) (then (unreachable)))
    (i32.load8_u (i32.wrap_i64 (local.get $at))))

  (func (export "load_u64") (param $at i64) (result i64)
    (if (i64.ge_u (i64.sub (local.get $at) (global.get $heap)) (global.get $used_by_eight)) (then (unreachable)))
    (i64.load align=1 (i32.wrap_i64 (local.get $at))))

  (func (export "store_u8") (param $at i64) (param $value i32)
    (if (i64.ge_u (i64.sub (local.get $at) (global.get $heap)) (global.get $used)) (then (unreachable)))
    (i32.store8 (i32.wrap_i64 (local.get $at)) (local.get $value)))

  (func (export "store_u64") (param $at i64) (param $value i64)
    (if (i64.ge_u (i64.sub (local.get $at) (global.get $heap)) (global.get $used_by_eight)) (then (unreachable)))
    (i64.store align=1 (i32.wrap_i64 (local.get $at)) (local.get $value)))

  ;; ---- Input, output and error, for the guest.

  (func (export "input_offset") (result i64) (global.get $input))
  (func (export "input_length") (result i64) (global.get $input_length))

  ;; 0 beyond the input's end.
  (func (export "input_load_u8") (param $offset i64) (result i32)
    (if (i64.ge_u (local.get $offset) (global.get $input_length)) (then (return (i32.const 0))))
    (i32.load8_u (i32.wrap_i64 (i64.add (global.get $input) (local.get $offset)))))

  ;; 0 unless all eight bytes are there.
  (func (export "input_load_u64") (param $offset i64) (result i64)
    (if (i64.lt_u (global.get $input_length) (i64.const 8)) (then (return (i64.const 0))))
    (if (i64.gt_u (local.get $offset) (i64.sub (global.get $input_length) (i64.const 8))) (then (return (i64.const 0))))
    (i64.load align=1 (i32.wrap_i64 (i64.add (global.get $input) (local.get $offset)))))

  (func (export "output_set") (param $at i64) (param $length i64)
    (global.set $output (i64.const 0))
    (global.set $output_length (local.get $length))
    (global.set $output_freed (i32.const 0))
    (if (i64.gt_u (local.get $length) (global.get $output_max)) (then (global.set $fault (i32.const 1)) (unreachable)))
    (if (i64.eqz (local.get $length)) (then (return)))
    (if (i32.eqz (call $in_use (local.get $at) (local.get $length)))
      (then (global.set $fault (i32.const 2)) (unreachable)))
    (global.set $output (local.get $at)))

  (func (export "error_set") (param $handle i64)
    (global.set $error (local.get $handle))
    (if (i64.eqz (local.get $handle)) (then (call $host_clear_error) (return)))
    (call $host_error (i32.wrap_i64 (local.get $handle)) (i32.wrap_i64 (call $length (local.get $handle)))))

  (func (export "error_get") (result i64) (global.get $error))

  ;; ---- What reaches out of the call: the host's own functions behind a check of the text.

  (func (export "config_get") (param $key i64) (result i64)
    (i64.extend_i32_u (call $host_config
      (i32.wrap_i64 (local.get $key)) (i32.wrap_i64 (call $length (local.get $key))))))

  (func (export "get_log_level") (result i32) (global.get $log_level))
  (func (export "log_trace") (param $text i64) (call $log (i32.const 0) (local.get $text)))
  (func (export "log_debug") (param $text i64) (call $log (i32.const 1) (local.get $text)))
  (func (export "log_info") (param $text i64) (call $log (i32.const 2) (local.get $text)))
  (func (export "log_warn") (param $text i64) (call $log (i32.const 3) (local.get $text)))
  (func (export "log_error") (param $text i64) (call $log (i32.const 4) (local.get $text)))

  (func (export "var_get") (param i64) (result i64) (call $host_refuse (i32.const 0)) (i64.const 0))
  (func (export "var_set") (param i64 i64) (call $host_refuse (i32.const 1)))
  (func (export "http_request") (param i64 i64) (result i64) (call $host_refuse (i32.const 2)) (i64.const 0))
  (func (export "http_status_code") (result i32) (call $host_refuse (i32.const 3)) (i32.const 0))
  (func (export "http_headers") (result i64) (call $host_refuse (i32.const 4)) (i64.const 0))

  ;; ---- Inside.

  (func $log (param $level i32) (param $text i64)
    (if (i32.gt_s (global.get $log_level) (i32.const 4)) (then (return)))
    (call $host_log (local.get $level)
      (i32.wrap_i64 (local.get $text)) (i32.wrap_i64 (call $length (local.get $text)))))

  ;; Whether these bytes, one at least, are all in the part of the heap in use.
  (func $in_use (param $at i64) (param $length i64) (result i32)
    (local $from i64)
    (local.set $from (i64.sub (local.get $at) (global.get $heap)))
    (if (result i32) (i64.lt_u (local.get $from) (global.get $used))
      (then (i64.le_u (local.get $length) (i64.sub (global.get $used) (local.get $from))))
      (else (i32.const 0))))

  ;; The length of the block that starts there, or -1. One that a guest wrote itself counts as long as it stays in the heap.
  (func $length_of (param $handle i64) (result i64)
    (local $from i64) (local $granule i32) (local $length i64)
    (local.set $from (i64.sub (local.get $handle) (global.get $heap)))
    (if (i64.ge_u (local.get $from) (global.get $used)) (then (return (i64.const -1))))
    (if (i64.ne (i64.and (local.get $from) (i64.const 15)) (i64.const 8)) (then (return (i64.const -1))))
    (local.set $granule (i32.wrap_i64 (i64.shr_u (local.get $from) (i64.const 4))))
    (if (i32.eqz (i32.and (i32.const 1) (i32.shr_u
        (i32.load8_u (i32.shr_u (local.get $granule) (i32.const 3)))
        (i32.and (local.get $granule) (i32.const 7)))))
      (then (return (i64.const -1))))
    (local.set $length (i64.load (i32.wrap_i64 (i64.sub (local.get $handle) (i64.const 8)))))
    (if (i64.gt_u (local.get $length) (i64.sub (global.get $used) (local.get $from))) (then (return (i64.const -1))))
    (local.get $length))

  ;; Bytes that a block of that length takes.
  (func $size_for (param $length i64) (result i64)
    (i64.and (i64.add (local.get $length) (i64.const 23)) (i64.const -16)))

  (func $set_used (param $used i64)
    (global.set $used (local.get $used))
    (global.set $used_by_eight
      (select (i64.const 0) (i64.sub (local.get $used) (i64.const 7)) (i64.eqz (local.get $used)))))

  ;; A new block at the end of the heap: its handle, or 0. What the host fills itself needs no zeros but in the padding.
  (func $take (param $length i64) (param $zeroed i32) (result i64)
    (local $from i64) (local $size i64) (local $end i64) (local $granule i32) (local $byte i32)
    (if (i64.eqz (local.get $length)) (then (return (i64.const 0))))
    (local.set $from (global.get $used))
    (local.set $size (call $size_for (local.get $length)))
    (local.set $end (i64.add (local.get $from) (local.get $size)))
    (if (i32.or
          (i64.gt_u (local.get $length) (global.get $capacity))
          (i64.gt_u (local.get $end) (global.get $capacity)))
      (then (global.set $refused (i32.const 1)) (return (i64.const 0))))
    (if (i32.eqz (call $reach (i64.add (global.get $heap) (local.get $end))))
      (then (global.set $refused (i32.const 1)) (return (i64.const 0))))
    (if (local.get $zeroed)
      (then (call $zero (local.get $from) (local.get $end)))
      (else (call $zero (i64.sub (local.get $end) (i64.const 16)) (local.get $end))))
    ;; Before anything is written: a guest whose stack ends in here leaves nothing that the next call does not clear.
    (if (i64.gt_u (local.get $end) (global.get $peak)) (then (global.set $peak (local.get $end))))
    (if (i64.gt_u (local.get $end) (global.get $touched)) (then (global.set $touched (local.get $end))))
    (i64.store (i32.wrap_i64 (i64.add (global.get $heap) (local.get $from))) (local.get $length))
    (local.set $granule (i32.wrap_i64 (i64.shr_u (local.get $from) (i64.const 4))))
    (local.set $byte (i32.shr_u (local.get $granule) (i32.const 3)))
    (i32.store8 (local.get $byte)
      (i32.or (i32.load8_u (local.get $byte))
        (i32.shl (i32.const 1) (i32.and (local.get $granule) (i32.const 7)))))
    (call $set_used (local.get $end))
    (i64.add (i64.add (global.get $heap) (local.get $from)) (i64.const 8)))

  ;; Zeros the heap between the two, as far as it was ever used.
  (func $zero (param $from i64) (param $end i64)
    (local $at i32) (local $stop i32)
    (if (i64.gt_u (local.get $end) (global.get $touched)) (then (local.set $end (global.get $touched))))
    (if (i64.ge_u (local.get $from) (local.get $end)) (then (return)))
    (local.set $at (i32.wrap_i64 (i64.add (global.get $heap) (local.get $from))))
    (local.set $stop (i32.wrap_i64 (i64.add (global.get $heap) (local.get $end))))
    (if (i32.gt_u (i32.sub (local.get $stop) (local.get $at)) (i32.const 128))
      (then
        (memory.fill (local.get $at) (i32.const 0) (i32.sub (local.get $stop) (local.get $at)))
        (return)))
    ;; Both are multiples of 16. The engine's own fill costs more than these few stores.
    (loop $next
      (i64.store (local.get $at) (i64.const 0))
      (i64.store offset=8 (local.get $at) (i64.const 0))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $stop)))))

  ;; Grows the memory to that many bytes, within the bound; to the double, or all that there may be, when it can be had:
  ;; each growth costs the engine much, and makes the host take a new view.
  (func $reach (param $bytes i64) (result i32)
    (local $pages i32) (local $more i32) (local $double i32)
    (local.set $pages (memory.size))
    (if (i64.le_u (local.get $bytes) (i64.shl (i64.extend_i32_u (local.get $pages)) (i64.const 16)))
      (then (return (i32.const 1))))
    (local.set $more (i32.sub
      (i32.wrap_i64 (i64.shr_u (i64.add (local.get $bytes) (i64.const 65535)) (i64.const 16)))
      (local.get $pages)))
    (local.set $double (i32.sub
      (i32.wrap_i64 (i64.shr_u (i64.add (global.get $heap) (global.get $capacity)) (i64.const 16)))
      (local.get $pages)))
    (if (i32.gt_u (local.get $double) (local.get $pages)) (then (local.set $double (local.get $pages))))
    (if (i32.gt_u (local.get $double) (local.get $more))
      (then (if (i32.ne (memory.grow (local.get $double)) (i32.const -1)) (then (return (i32.const 1))))))
    (i32.ne (memory.grow (local.get $more)) (i32.const -1))))

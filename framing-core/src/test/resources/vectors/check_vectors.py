"""Checks every vector beside this file with a decoder written from SPEC.md alone: python3 check_vectors.py"""
import json, math, pathlib, re, struct, sys


def header_fault(raw):
    count, text = 0, raw.decode('utf-8')  # UnicodeDecodeError is BAD_UTF8
    def walk(value, depth):
        if isinstance(value, (dict, list)) and depth > 32: raise ValueError('TOO_DEEP')
        if isinstance(value, str) and len(json.dumps(value, ensure_ascii=False).encode()) - 2 > 16384: raise ValueError('VALUE_TOO_LONG')
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else (): walk(inner, depth + 1)
    def pairs(items):
        nonlocal count
        count += len(items)
        if count > 256: raise ValueError('TOO_MANY_FIELDS')
        if any(len(name.encode()) > 256 for name, _ in items): raise ValueError('NAME_TOO_LONG')
        if len(dict(items)) != len(items): raise ValueError('DUPLICATE_NAME')
        return dict(items)
    def number(digits, value):
        if len(digits) > 64 or re.search('[eE][+-]?[0-9]{4}', digits) or not (-2**63 <= value < 2**63 if isinstance(value, int) else math.isfinite(value)): raise ValueError('BAD_NUMBER')
        return value
    def word(name): raise ValueError('BAD_JSON')
    if text[0] == '\ufeff': return 'BAD_UTF8'
    if text[0] != '{' or text[-1] != '}': return 'BAD_JSON'
    walk(json.loads(text, object_pairs_hook=pairs, parse_int=lambda d: number(d, int(d)), parse_float=lambda d: number(d, float(d)), parse_constant=word), 1)


def fault_of(raw):
    try: return header_fault(raw)
    except UnicodeError: return 'BAD_UTF8'
    except json.JSONDecodeError: return 'BAD_JSON'
    except ValueError as e: return str(e)


def decode(data, words):
    """What a receiver finds. words: the format, as the vector says it."""
    if words[0] == 'native': yield from decode_native(data)
    else:
        reader = {'carried': read_carried, 'plain': read_plain, 'python': read_python}[words[0]]
        at = 0
        try:
            while at < len(data):
                prefix, h, b = reader(data, at, words[1:])
                if at + prefix + h + b > len(data): raise Fault('TRUNCATED', 'BODY', len(data))
                yield f'frame {at} {h} {b}'
                at += prefix + h + b
            yield f'end {at}'
        except Fault as e: yield 'error {} {} {}'.format(*e.args)


class Fault(Exception): pass


def length(data, at, code, width):
    if len(data) - at < width: raise Fault('TRUNCATED', 'PREFIX', len(data))
    return struct.unpack_from(code, data, at)[0]


def code(width, order, sign):
    letter = {1: 'b', 2: 'h', 4: 'i', 8: 'q'}[width]
    return ('<' if order == 'little' else '>') + (letter if sign == 'signed' else letter.upper())


def read_carried(data, at, words):
    order, sign, *names = words
    h = length(data, at, code(4, order, sign), 4)
    other = length(data, at, code(4, 'big' if order == 'little' else 'little', sign), 4)
    if not 2 <= h <= 65535 and 2 <= other <= 65535: raise Fault('WRONG_PROTOCOL', 'PREFIX', at)
    if h < 2: raise Fault('BAD_LENGTH', 'PREFIX', at)
    if h > 65535: raise Fault('HEADER_TOO_LARGE', 'PREFIX', at)
    raw = data[at + 4:at + 4 + h]
    if len(raw) < h: raise Fault('TRUNCATED', 'HEADER', len(data))
    if fault := fault_of(raw): raise Fault(fault, 'HEADER', at + 4)
    lengths = [value for name, value in json.loads(raw).items() if name in names and value is not None]
    if len(lengths) != 1 or type(lengths[0]) is not int or not 0 <= lengths[0] < 2**53: raise Fault('BODY_LENGTH_FIELD', 'HEADER', at + 4)
    return 4, h, lengths[0]


def read_plain(data, at, words):
    width, order, sign, *inclusive = words
    width = int(width)
    b = length(data, at, code(width, order, sign), width) - (width if inclusive else 0)
    if b < 0: raise Fault('BAD_LENGTH', 'PREFIX', at)
    return width, 0, b


def read_python(data, at, words):
    b = length(data, at, '>i', 4)
    if b >= 0: return 4, 0, b
    if b < -1: raise Fault('BAD_LENGTH', 'PREFIX', at)
    if len(data) - at < 12: raise Fault('TRUNCATED', 'PREFIX', len(data))
    b = length(data, at + 4, '>Q', 8)
    if b < 2**31: raise Fault('BAD_LENGTH', 'PREFIX', at + 4)
    return 12, 0, b


def decode_native(data):
    at, end = 0, len(data)
    while at < end:
        if end - at < 5: yield f'error TRUNCATED PREFIX {end}'; return
        if data[at] or data[at + 1] or data[at + 4]: yield f'error WRONG_PROTOCOL PREFIX {at}'; return
        h, = struct.unpack_from('>I', data, at)
        if h < 2: yield f'error BAD_LENGTH PREFIX {at}'; return
        if end - at < 12: yield f'error TRUNCATED PREFIX {end}'; return
        b, = struct.unpack_from('>Q', data, at + 4)
        if b > 2**53 - 1: yield f'error BAD_LENGTH PREFIX {at + 4}'; return
        if b > 2**40: yield f'error BODY_TOO_LARGE PREFIX {at + 4}'; return
        if end - at < 12 + h: yield f'error TRUNCATED HEADER {end}'; return
        fault = fault_of(data[at + 12:at + 12 + h])
        if fault: yield f'error {fault} HEADER {at + 12}' + (' recoverable' if b <= 2**20 else '')
        if fault and b > 2**20: return
        if end - at < 12 + h + b: yield f'error TRUNCATED BODY {end}'; return
        if not fault: yield f'frame {at} {h} {b}'
        at += 12 + h + b
    yield f'end {end}'


def read(path):
    data, words, expected = b'', ['native'], []
    for line in path.read_text('utf-8').split('\n'):
        word, _, rest = line.partition(': ')
        value = rest.split('#')[0].strip()
        if word == 'hex': data += bytes.fromhex(value)
        elif word == 'format': words = value.split()
        elif word == 'text': data += rest.encode()
        elif word == 'fill': data += bytes([int(value.split()[1], 16)]) * int(value.split()[0])
        elif word == 'expect': expected.append(value)
        elif word and not word.startswith('#'): raise SystemExit(f'{path.name}: {line}')
    return data, words, expected


if __name__ == '__main__':
    paths = sorted(pathlib.Path(__file__).parent.glob('*.vector'))
    failed = 0
    for path in paths:
        data, words, expected = read(path)
        if (found := list(decode(data, words))) != expected:
            failed += 1
            print(f'{path.stem}: expected {expected}, found {found}')
    print(f'{len(paths) - failed} vectors hold, {failed} do not')
    sys.exit(bool(failed))

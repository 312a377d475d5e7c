-- Wireshark dissector for framewire's native format. Source: framing-core/SPEC.md.
--
--      0         4                  12       12+H     12+H+B
--      | H: u32  | B: u64           | header | body   |   big-endian
--
-- Use: copy to ~/.local/lib/wireshark/plugins, or tshark -X lua_script:framewire.lua. Connections are found by their first
-- frame; "Decode As ... FRAMEWIRE" names one by hand. Filters: framewire.header contains "put", framewire.body_length > 0.

local framewire = Proto("framewire", "Framewire frames")
local fields = framewire.fields
fields.header_length = ProtoField.uint32("framewire.header_length", "Header length")
fields.body_length = ProtoField.uint64("framewire.body_length", "Body length")
fields.header = ProtoField.string("framewire.header", "Header", base.UNICODE)
fields.body = ProtoField.bytes("framewire.body", "Body")
fields.body_part = ProtoField.bytes("framewire.body_part", "Part of a long body")
local broken = ProtoExpert.new("framewire.broken", "Not a frame", expert.group.MALFORMED, expert.severity.ERROR)
framewire.experts = { broken }

local PREFIX = 12
-- A longer body is not reassembled: its first part is shown with its frame, the others as they pass.
local MAX_REASSEMBLED = 1024 * 1024

local stream_of = Field.new("tcp.stream")
local to_come = {} -- direction -> bytes of a long body that have not passed yet
local skipped = {} -- packet -> how many of its first bytes belong to such a body; Wireshark dissects a packet many times

function framewire.init()
  to_come = {}
  skipped = {}
end

local function direction(pinfo)
  local stream = stream_of()
  return tostring(stream and stream.value) .. " " .. tostring(pinfo.src) .. " " .. tostring(pinfo.src_port)
end

local function looks_like_a_frame(tvb)
  return tvb:len() > PREFIX
    and tvb(0, 2):uint() == 0
    and tvb(2, 2):uint() >= 2
    and tvb(4, 1):uint() == 0
    and tvb(PREFIX, 1):uint() == 0x7b
end

function framewire.dissector(tvb, pinfo, root)
  pinfo.cols.protocol = "FRAMEWIRE"
  local way = direction(pinfo)
  local key = pinfo.number .. " " .. way .. " " .. tvb:len()
  local at = 0
  if not pinfo.visited and (to_come[way] or 0) > 0 then
    skipped[key] = math.min(to_come[way], tvb:len())
    to_come[way] = to_come[way] - skipped[key]
  end
  if (skipped[key] or 0) > 0 then
    at = skipped[key]
    root:add(framewire, tvb(0, at)):add(fields.body_part, tvb(0, at))
  end
  while at < tvb:len() do
    local left = tvb:len() - at
    if left < PREFIX then
      pinfo.desegment_offset = at
      pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
      return tvb:len()
    end
    local header = tvb(at, 4):uint()
    local body = tvb(at + 4, 8):uint64()
    if header < 2 or header > 65535 or tvb(at + 4, 1):uint() ~= 0 then
      root:add(framewire, tvb(at)):add_proto_expert_info(broken)
      return tvb:len()
    end
    local long = body > UInt64(MAX_REASSEMBLED)
    local wanted = PREFIX + header + (long and 0 or body:tonumber())
    if left < wanted then
      pinfo.desegment_offset = at
      pinfo.desegment_len = wanted - left
      return tvb:len()
    end
    local here = long and math.min(left - PREFIX - header, body:tonumber()) or body:tonumber()
    local tree = root:add(framewire, tvb(at, PREFIX + header + here))
    tree:add(fields.header_length, tvb(at, 4))
    tree:add(fields.body_length, tvb(at + 4, 8))
    tree:add(fields.header, tvb(at + PREFIX, header))
    if here > 0 then
      tree:add(long and fields.body_part or fields.body, tvb(at + PREFIX + header, here))
    end
    tree:append_text(", header " .. header .. " bytes, body " .. tostring(body) .. " bytes")
    if long and not pinfo.visited then
      to_come[way] = body:tonumber() - here
    end
    at = at + PREFIX + header + here
  end
  return tvb:len()
end

local function heuristic(tvb, pinfo, root)
  if not looks_like_a_frame(tvb) then
    return false
  end
  pinfo.conversation = framewire
  framewire.dissector(tvb, pinfo, root)
  return true
end

framewire:register_heuristic("tcp", heuristic)
DissectorTable.get("tcp.port"):add_for_decode_as(framewire)

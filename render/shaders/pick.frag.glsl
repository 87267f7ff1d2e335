// What is under the cursor: an application's number and the instance.
flat in uvec2 pick_ids;
layout(location = 0) out uvec2 ids_out;

void main() { ids_out = pick_ids; }

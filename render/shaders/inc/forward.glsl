// What a pass that shades writes: the colour as it arrives at the eye; with BOUNCE also what render/passes/bounce.py needs.
layout(location = 0) out vec4 color_out;
#ifdef BOUNCE
layout(location = 1) out vec4 bounce_out;   // what the pixel takes of its surroundings' light; how much of its own it gives
#endif

void write_forward(vec3 position, vec3 c, float alpha) {
    vec4 air = air_before(position);
#ifdef BOUNCE
    const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);
    vec3 shown = finite(c * air.a + air.rgb);
#if defined(UNLIT)
    const vec3 bounced = vec3(0.0);
    const float resent = 0.0;
#endif
    bounce_out = vec4(finite(bounced * air.a), min((dot(finite(c), LUMA) + resent) / max(dot(shown, LUMA), 1e-6), 1e3));
#endif
    color_out = vec4(finite(c * air.a + air.rgb) * alpha, alpha);
}

// Where a particle is: the twin of assets/particles.py. Fields: render/passes/particles.py.
#include "struct/Emitter"

uvec3 pcg3d(uvec3 v) {   // Jarzynski and Olano 2020
    v = v * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> 16u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return v >> 8u;
}

vec3 randoms(uint number, uint seed, uint which) {
    return vec3(pcg3d(uvec3(number, seed, which))) * (1.0 / 16777216.0);
}

struct Flight {
    float age;
    float life;      // 0: it does not live now
    vec3 position;
    vec3 velocity;
    vec3 chance;     // for the look
};

const float TURN = 6.28318530718;

Flight flight(Emitter e, uint slot) {
    Flight f;
    f.life = 0.0;
    float at = e.times.z * float(slot) / float(e.ids.x);
    f.age = e.times.x - at;
    int round = e.ids.z;
    float born = at;
    if (f.age < 0.0) {
        f.age += e.times.y;
        born -= e.times.y;
        --round;
    }
    uint number = slot + uint(e.ids.x) * uint(round), seed = uint(e.ids.y);
    vec3 r0 = randoms(number, seed, 0u), r1 = randoms(number, seed, 1u), r2 = randoms(number, seed, 2u);
    f.chance = randoms(number, seed, 3u);
    float life = mix(e.life.x, e.life.y, r0.x);
    if (round < 0 || f.age >= life || born >= e.times.w) return f;
    f.life = life;

    vec3 local = vec3(0.0);
    int shape = e.ids.w & 3;
    if (shape == 2) {
        local = 2.0 * vec3(r0.y, r0.z, r1.x) - 1.0;
    } else {
        float turn = TURN * r0.y;
        if (shape == 1) {
            local = sqrt(r0.z) * vec3(cos(turn), 0.0, sin(turn));
        } else {
            float y = 2.0 * r0.z - 1.0, ring = sqrt(max(1.0 - y * y, 0.0));
            local = pow(r1.x, 1.0 / 3.0) * vec3(ring * cos(turn), y, ring * sin(turn));
        }
    }
    vec4 origin = vec4(local, 1.0);
    vec3 x0 = vec3(dot(e.row0, origin), dot(e.row1, origin), dot(e.row2, origin));
    float y = 1.0 - r1.z * (1.0 - e.motion.z), ring = sqrt(max(1.0 - y * y, 0.0)), turn = TURN * r2.x;
    vec3 way = vec3(ring * cos(turn), y, ring * sin(turn));
    way = vec3(dot(e.axis0.xyz, way), dot(e.axis1.xyz, way), dot(e.axis2.xyz, way));
    vec3 v = way * mix(e.motion.x, e.motion.y, r1.y);

    float a = f.age, d = e.force.w, x = d * a, reach, fall, slow = exp(-x);
    if (x < 0.3) {   // the closed forms lose their digits here: their series
        reach = a * (1.0 - x * (1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x / 120.0))));
        fall = a * a * (1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x * (1.0 / 120.0 - x / 720.0))));
    } else {
        reach = (1.0 - slow) / d;
        fall = (a - reach) / d;
    }
    f.position = x0 + v * reach + e.force.xyz * fall;
    vec3 phase = vec3(r2.y, r2.z, f.chance.x);
    f.position += e.motion.w * (sin(TURN * fract(phase + e.look.w * a * vec3(1.0, 0.73, 1.21))) - sin(TURN * phase));
    f.velocity = v * slow + e.force.xyz * reach;
    return f;
}

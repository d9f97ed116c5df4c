// Tests of keyframes: how many a history keeps, and how they are spaced.

package history

import "testing"

// TestKeyframesGetFewer: however long a history grows, it keeps a bounded number of
// keyframes, its start and the newest among them, and no keyframe is much further from the
// previous one than with even spacing.
func TestKeyframesGetFewer(t *testing.T) {
	b := &branch{frames: []keyframe{{}}}
	for at := frameEvery; at <= 200*frameEvery; at += frameEvery {
		b.frames = append(b.frames, keyframe{at: Moment{Turn: at}})
		b.thin(mostFrames)
		if len(b.frames) > mostFrames+1 {
			t.Fatalf("%d keyframes after %d", len(b.frames), at)
		}
		if b.frames[0].at.Turn != 0 || b.frames[len(b.frames)-1].at.Turn != at {
			t.Fatalf("after %d the keyframes go from %v to %v", at, b.frames[0].at, b.frames[len(b.frames)-1].at)
		}
		even := max(frameEvery, at/(mostFrames*3/4))
		for i := 1; i < len(b.frames); i++ {
			if gap := b.frames[i].at.Turn - b.frames[i-1].at.Turn; gap > 2*even {
				t.Fatalf("after %d a gap of %d, evenly it would be %d", at, gap, even)
			}
		}
	}
}

// TestStops finds the places at which to stop.
func TestStops(t *testing.T) {
	var s stops
	for _, step := range []int{3, 63, 64, 65, 200} {
		s.add(step)
	}
	for _, tt := range []struct{ step, by, from int }{{0, 0, 0}, {1, 0, 3}, {3, 3, 3}, {4, 3, 63}, {64, 64, 64}, {66, 65, 200}, {199, 65, 200}, {200, 200, 200}} {
		if got := s.by(tt.step); got != tt.by {
			t.Errorf("the last one by %d is %d, want %d", tt.step, got, tt.by)
		}
		if got := s.from(tt.step); got != tt.from {
			t.Errorf("the first one from %d on is %d, want %d", tt.step, got, tt.from)
		}
	}
	for _, cut := range []int{199, 65, 64, 63, 2, 0} {
		was := s
		s = s.upTo(cut)
		for step := cut + 1; step < 256; step++ {
			if s.has(step) {
				t.Errorf("cut after %d, %d is left", cut, step)
			}
		}
		if !was.has(was.by(cut)) {
			t.Errorf("cut after %d, the original is cut too", cut)
		}
		if s.has(63) != (cut >= 63) || !s.has(0) {
			t.Errorf("cut after %d took what comes before", cut)
		}
	}
}

// Playback as the clock of a lesson that is watched.

package source

import (
	"time"

	"ringside/presets/player"
)

// Watched is a Playback by which a lesson is watched.
type Watched struct{ *Playback }

// Advance lets a stretch of a lesson go on for the real time that has passed until now.
func (w Watched) Advance(c player.Stretch, now time.Time) { w.Playback.Advance(c, now) }

// Speed returns how fast time goes.
func (w Watched) Speed() int { return w.Playback.Speed }

// SetSpeed has it go as fast as Speed once said.
func (w Watched) SetSpeed(to int) { w.Playback.Speed = to }

// Play starts or stops the clock.
func (w Watched) Play(on bool) {
	w.Playing = on
	w.Stop()
}

package tui

import (
	"slices"

	"ringside/engine"
	"ringside/engine/ring"
)

// walkOf returns the walk of a key that the cluster would take now.
func walkOf(v *engine.View, key string) engine.Walk {
	token := ring.Hash(key)
	return engine.Walk{
		Key: key, Token: token,
		Hops:     v.Ring.Walk(nil, token, v.Settings.Placement),
		Replicas: v.Ring.Replicas(nil, token, v.Settings.Placement),
	}
}

func samePlacement(a, b ring.Placement) bool {
	return a.N == b.N && slices.Equal(a.PerDC, b.PerDC)
}

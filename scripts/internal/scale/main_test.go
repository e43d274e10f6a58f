package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"
)

// TestDocuments: the page and the chart are up to date.
func TestDocuments(t *testing.T) {
	t.Chdir("../../..")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := replaced(text, figures(usual()))
	if err != nil || string(want) != string(text) {
		t.Errorf("%s has other figures (%v): run scripts/scale -write", page, err)
	}
	svg, err := os.ReadFile(chart)
	if err != nil || string(svg) != drawing(usual()) {
		t.Errorf("%s is another chart (%v): run scripts/scale -write", chart, err)
	}
	for decoder := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestSimulated: the computed figures agree with a simulation of pulls at random times. A node
// caches a token as the helpers do; the first pull after that requests a new one.
func TestSimulated(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	c := usual()
	const days, nodes = 20, 300
	simulate := func(life time.Duration, identities int) float64 {
		requests := 0
		for range nodes {
			until := make([]float64, identities) // until when each identity's token is used, in hours
			for at := random.ExpFloat64() * 24 / float64(c.Pulls); at < 24*days; at += random.ExpFloat64() * 24 / float64(c.Pulls) {
				if who := random.Intn(identities); at >= until[who] {
					until[who] = at + kept(life).Hours()
					requests++
				}
			}
		}
		return float64(requests) / days / nodes * float64(c.Nodes)
	}
	for _, life := range []time.Duration{12 * time.Hour, time.Hour} {
		for name, identities := range map[string]int{"per node, cached by this suite's helpers": 1,
			"per node and service account": c.Accounts} {
			for _, d := range designs() {
				if d.Name != name {
					continue
				}
				computed, seen := d.Day(c, life), simulate(life, identities)
				if math.Abs(computed-seen)/seen > 0.05 {
					t.Errorf("%s, %s: %.0f are computed, and %.0f simulated", name, life, computed, seen)
				}
			}
		}
	}
}

// TestPeriod: the CronJob renews in time, for every lifetime of a token.
func TestPeriod(t *testing.T) {
	for life, want := range map[time.Duration]time.Duration{12 * time.Hour: 4 * time.Hour, 3 * time.Hour: time.Hour,
		time.Hour: 30 * time.Minute} {
		if got := period(life); got != want || got > life/2 {
			t.Errorf("%s: every %s", life, got)
		}
	}
	text, err := os.ReadFile("../../../packaging/kubernetes/base/cronjob.yaml")
	if err != nil || tick != 15*time.Minute || !strings.Contains(string(text), `schedule: "*/15 * * * *"`) {
		t.Errorf("the CronJob does not look every %s (%v)", tick, err)
	}
}

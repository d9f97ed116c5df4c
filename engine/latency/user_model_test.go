// Tests of a user's own models: samples, and what nodetool prints.

package latency_test

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"ringside/engine/latency"
)

const proxy = `proxy histograms
Percentile       Read Latency      Write Latency      Range Latency   CAS Read Latency  CAS Write Latency View Write Latency
                     (micros)           (micros)           (micros)           (micros)           (micros)           (micros)
50%                    654.95             379.02               0.00               0.00               0.00               0.00
75%                   1131.75             545.79               0.00               0.00               0.00               0.00
95%                   2816.16            1358.10               0.00               0.00               0.00               0.00
98%                   4055.27            2346.80               0.00               0.00               0.00               0.00
99%                   5839.59            3379.39               0.00               0.00               0.00               0.00
Min                    182.79             152.32               0.00               0.00               0.00               0.00
Max                  43388.63           25109.16               0.00               0.00               0.00               0.00
`

// longer returns the bits of a draw that a share of all draws exceeds.
func longer(share float64) uint64 { return uint64(share * (1 << 62) * 3.9999999) }

// TestProxyHistograms: at a percentile a leg takes half of it; in the middle between two,
// half of their geometric mean.
func TestProxyHistograms(t *testing.T) {
	for _, text := range []string{proxy, strings.ReplaceAll(proxy, "\n", "\r\n"), "\n" + strings.TrimPrefix(proxy, "proxy histograms\n")} {
		m, err := latency.Parse("mine.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			leg    latency.Leg
			longer float64
			us     float64
		}{
			{latency.Read, .999999, 182.79}, {latency.Read, .5, 654.95}, {latency.Response, .25, 1131.75}, {latency.Read, .01, 5839.59},
			{latency.Write, .05, 1358.10}, {latency.Ack, .02, 2346.80}, {latency.Write, 1e-9, 25109.16},
			{latency.Write, .375, math.Sqrt(379.02 * 545.79)}, {latency.Read, .005, math.Sqrt(5839.59 * 43388.63)},
		} {
			got := float64(m.Flight(c.leg, longer(c.longer), false)) / 1000
			if math.Abs(got/(c.us/2)-1) > .002 {
				t.Errorf("%s: %v of all take longer than %.2f µs, want half of %v", c.leg, c.longer, got, c.us)
			}
		}
	}
}

// TestProxyHistogramsOfNodes: what nodes print is read: that of Cassandra 5.0.9 after some
// requests, the same with the columns that 2.1 prints, and that of a node without requests
// is refused.
func TestProxyHistogramsOfNodes(t *testing.T) {
	for _, name := range []string{"proxyhistograms-5.0.9.txt", "proxyhistograms-2.1.txt"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := latency.Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		for leg, us := range map[latency.Leg]float64{latency.Read: 372, latency.Response: 372, latency.Write: 535, latency.Ack: 535} {
			if got := float64(m.Flight(leg, longer(.25), false)) / 1000; math.Abs(got/(us/2)-1) > .002 {
				t.Errorf("%s, %s: one in four takes longer than %.2f µs, want half of %v", name, leg, got, us)
			}
		}
		if m.Text() != string(text) {
			t.Errorf("%s: the model was made of %q", name, m.Text())
		}
	}
	text, err := os.ReadFile("testdata/proxyhistograms-5.0.9-idle.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := latency.Parse("idle", text); err == nil || err.Error() != "idle:10: Read Latency: all are 0: no such requests were measured" {
		t.Errorf("of an idle node: %v", err)
	}
}

// TestSamples: each sample of a leg is as likely as the others, in whatever unit and order.
func TestSamples(t *testing.T) {
	m, err := latency.Parse("mine.csv", []byte("# from the traces of May\nread_us, write (ms),RESPONSE s,ack ns\n250,1.5,1,7\n750,2.5,2,9\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	for leg, want := range map[latency.Leg][2]time.Duration{
		latency.Write: {1500 * time.Microsecond, 2500 * time.Microsecond}, latency.Ack: {7, 9},
		latency.Read: {250 * time.Microsecond, 750 * time.Microsecond}, latency.Response: {time.Second, 2 * time.Second},
	} {
		if got := [2]time.Duration{m.Flight(leg, 1<<63-1, false), m.Flight(leg, 1<<63, false)}; got != want {
			t.Errorf("%s: %v, want %v", leg, got, want)
		}
	}
}

// TestOwnErrors: each is one line that says where, what and what is allowed.
func TestOwnErrors(t *testing.T) {
	const head = "write ms,ack ms,read ms,response ms\n"
	for _, c := range []struct{ text, want string }{
		{"", "f: there is nothing in it; it can have samples (write ms,ack ms,read ms,response ms) or the text of nodetool proxyhistograms"},
		{"\n" + head, "f:3: there is a header, and no sample after it"},
		{head + "1,2,3,4\n1,,3,4\n", "f:3: ack: there is no value; each line has a sample of each leg"},
		{head + "1,2,3\n", "f:2: 3 values, and the header has 4 columns; each line has a sample of each leg, with commas between them"},
		{head + "1;2;3;4\n", "f:2: 1 value, and the header has 4 columns; each line has a sample of each leg, with commas between them"},
		{head + "1,5,2,5,3,5,4,5\n", "f:2: 8 values, and the header has 4 columns; each line has a sample of each leg, with commas between them"},
		{head + "1,2,3,4\n \n1,2,3,4\n", "f:3: the line is empty; each line has a sample of each leg"},
		{strings.ReplaceAll(head+"1,2,3\n", "\n", "\r"), "f:2: 3 values, and the header has 4 columns"},
		{strings.ReplaceAll(head, ",", ";") + "1;2;3;4\n", `f:1: the columns are not separated by commas, as in "write ms,`},
		{strings.ReplaceAll(head, ",", "\t") + "1\t2\t3\t4\n", `f:1: the columns are not separated by commas, as in "write ms,`},
		{head + "1,2,3,4\n" + head, `f:3: write: "write ms" is not a number`},
		{head + "1ms,2,3,4\n", `f:2: write: "1ms" is not a number`},
		{head + "1e999,2,3,4\n", `f:2: write: "1e999" is not a number`},
		{head + "1,2,-Inf,4\n", "f:2: read: -Inf is out of bounds (allowed: 0 to 1 h)"},
		{head + "1,\x1b[31m2,3,4\n", `f:2: ack: "\x1b[31m2" is not a number`},
		{head + "1," + strings.Repeat("7", 1<<20) + ",3,4\n", `f:2: ack: "` + strings.Repeat("7", 40) + `"… is not a number`},
		{head + "1," + strings.Repeat("7", 300) + ",3,4\n", "f:2: ack: " + strings.Repeat("7", 40) + "… is out of bounds (allowed: 0 to 1 h)"},
		{strings.Repeat("x", 1<<20), `f:1: "` + strings.Repeat("x", 40) + `"… is no leg; the header names a leg`},
		{"write " + strings.Repeat("ö", 1<<20) + ",ack ms\n", `f:1: the unit of the column write is "` + strings.Repeat("ö", 40) + `"… (allowed: ns, us, ms, s)`},
		{head + "1,2,3,x\n", `f:2: response: "x" is not a number`},
		{head + "1,2,3,NaN\n", `f:2: response: "NaN" is not a number`},
		{head + "-1,2,3,4\n", "f:2: write: -1 is out of bounds (allowed: 0 to 1 h)"},
		{head + "1,2,3601000,4\n", "f:2: read: 3601000 is out of bounds (allowed: 0 to 1 h)"},
		{"write,ack ms,read ms,response ms\n1,2,3,4\n", `f:1: the column write has no unit (ns, us, ms or s), as in "write ms,ack ms,read ms,response ms"`},
		{"write h,ack ms,read ms,response ms\n", `f:1: the unit of the column write is "h" (allowed: ns, us, ms, s)`},
		{"write ms,ack ms,read ms\n", `f:1: no column for the leg response; there is one for each leg, as in "write ms,ack ms,read ms,response ms"`},
		{"write ms,write ms,read ms,response ms\n", "f:1: two columns for the leg write"},
		{"1,2,3,4\n", `f:1: "1" is no leg; the header names a leg and its unit for each column, as in "write ms,ack ms,read ms,response ms"`},
		{"write ms,,read ms,response ms\n", `f:1: a column without a name; the header names a leg and its unit for each, as in "write ms,ack ms,read ms,response ms"`},
		{strings.Replace(proxy, "Percentile ", "Offset ", 1), `f:2: this is the text of another version ("Offset Read Latency Write Latency"); it is read`},
		{strings.ReplaceAll(proxy, "(micros)", "(millis)"), "f:3: no units of reads and writes; it is read"},
		{strings.Replace(proxy, "95%", "94%", 1), "f:11: Read Latency: the text ends, and there is no line 95%"},
		{strings.Replace(proxy, "2346.80", "1.80", 1), "f:7: Write Latency: 98% is less than a lower percentile"},
		{strings.Replace(proxy, "182.79", "700", 1), "f:4: Read Latency: 50% is less than a lower percentile"},
		{strings.Replace(proxy, "2346.80", "-1", 1), "f:7: 98%: -1 is out of bounds (allowed: 0 to 1 h)"},
		{strings.Replace(proxy, "75%", "50%", 1), `f:5: there is a line "50%" before; a model is made of the text of one node`},
		{proxy + proxy, "f:11: the text of another node begins here; a model is made of one"},
		{strings.Repeat("x", 1<<20) + " histograms\n", `f:1: these are histograms of "` + strings.Repeat("x", 40) + `"…, on one node`},
		{"proxy histograms\n" + strings.Repeat("x", 1<<20), `f:2: this is the text of another version ("` + strings.Repeat("x", 40) + `"…); it is read`},
		{strings.Replace(proxy, "98%", strings.Repeat("x", 1<<20)+" x", 1), "f:7: " + strings.Repeat("x", 40) + `…: "x" is not a number`},
		{strings.Replace(proxy, "2346.80", "NaN", 1), `f:7: 98%: "NaN" is not a number`},
		{"shop/carts histograms\n" + strings.TrimPrefix(proxy, "proxy histograms\n"), `f:1: these are histograms of "shop/carts", on one node; what`},
		{"proxy histograms\n", "f:2: this is the text of another version"},
		{head + "1,2,3,4\n\xff,2,3,4\n", "f:3: this is not text in UTF-8"},
		{head + "1,2,3,\x004\n", "f:2: this is not text in UTF-8"},
		{strings.Replace(proxy, "2346.80", "", 1)[:600] + "\n98%\n", "f:"},
	} {
		_, err := latency.Parse("f", []byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || len(err.Error()) > 300 || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%.60q: %v, want %s", c.text, err, c.want)
		}
	}
}

// FuzzParse: whatever the text, there is a model or an error, and a model's delays are
// within bounds.
func FuzzParse(f *testing.F) {
	f.Add([]byte(proxy), uint64(1))
	f.Add([]byte("write ms,ack ms,read ms,response ms\n1,2,3,4\n"), uint64(1<<63))
	f.Add([]byte("proxy histograms"), uint64(0))
	f.Add([]byte("proxy histograms\n\nPercentile"), uint64(0))
	f.Add([]byte("Percentile Read Latency Write Latency\n(micros) (micros)\n"), uint64(0))
	f.Fuzz(func(t *testing.T, text []byte, bits uint64) {
		m, err := latency.Parse("f", text)
		if err != nil {
			return
		}
		for leg := range latency.Legs {
			if d := m.Flight(leg, bits, false); d < 0 || d > time.Hour {
				t.Errorf("%s takes %v", leg, d)
			}
		}
	})
}

// Results files: every question and answer of a class, as CSV and as JSON lines.

package classroom

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"ringside/classroom/room"
	"ringside/internal/whole"
)

// Results keeps the answers of a class in two files, FILE.csv and FILE.jsonl, one line
// per answer as they come. A line is in the file before Keep returns, and on the disk
// soon after.
type Results struct {
	mu    sync.Mutex
	files [2]*os.File    // CSV, JSON lines
	last  map[string]int // number of each room's last question in the files, when they were opened
	dirty chan struct{}
	done  sync.WaitGroup
}

// columns are those of the CSV file. What it once had is a part of them: columns were only added.
const columns = "time,room,poll,event,name,key,answer,question,verdict,misconception\n"

// earlierColumns is a line with the columns that a file of an earlier release has.
var earlierColumns = regexp.MustCompile(`^time,room,poll,event,name,key,answer,question(,verdict)?\n`)

// OpenResults opens both files, to append to them. A CSV file with the columns of before gets
// the new ones.
func OpenResults(path string) (*Results, error) {
	base := strings.TrimSuffix(path, filepath.Ext(path))
	r := &Results{dirty: make(chan struct{}, 1), last: make(map[string]int)}
	for i, ending := range []string{".csv", ".jsonl"} {
		if info, err := os.Stat(base + ending); err == nil && !info.Mode().IsRegular() { // reading a pipe would block for ever
			return nil, errors.Join(fmt.Errorf("%s is %s, not a file", base+ending, kind(info.Mode())), r.closeFiles())
		}
		if ending == ".csv" {
			if err := addColumns(base + ending); err != nil {
				return nil, errors.Join(err, r.closeFiles())
			}
		}
		f, err := os.OpenFile(base+ending, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
		if err != nil {
			return nil, errors.Join(err, r.closeFiles())
		}
		r.files[i] = f
		if err := r.readBack(f); err != nil {
			return nil, errors.Join(err, r.closeFiles())
		}
	}
	if info, err := r.files[0].Stat(); err != nil {
		return nil, errors.Join(err, r.closeFiles())
	} else if info.Size() == 0 {
		if _, err := r.files[0].WriteString(columns); err != nil {
			return nil, errors.Join(err, r.closeFiles())
		}
	}
	r.done.Go(func() {
		for range r.dirty {
			for _, f := range r.files {
				_ = f.Sync() // a full disk has already failed the write
			}
		}
	})
	return r, nil
}

// addColumns writes a CSV file with the columns of before again, with empty ones for those that
// are new. One that can't be read as CSV stays as it is.
func addColumns(path string) error {
	data, err := os.ReadFile(path)
	heading := earlierColumns.Find(data)
	if errors.Is(err, fs.ErrNotExist) || err == nil && heading == nil {
		return nil
	} else if err != nil {
		return err
	}
	in := csv.NewReader(bytes.NewReader(data[len(heading):]))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	rows, err := in.ReadAll()
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	out.WriteString(columns)
	w := csv.NewWriter(&out)
	for _, row := range rows {
		for len(row) < strings.Count(columns, ",")+1 {
			row = append(row, "")
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return whole.Write(path, out.Bytes(), 0o600)
}

// readBack reads the numbers of the questions from an existing file. If the last line was
// cut short, it ends the line, so that the next one stands alone.
func (r *Results) readBack(f *os.File) error {
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadString('\n')
		if room, number, ok := numberIn(line); ok {
			r.last[room] = max(r.last[room], number)
		}
		switch {
		case errors.Is(err, io.EOF) && line != "":
			_, err = f.WriteString("\n")
			return err
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// numberIn returns the room and the number of the question that a line is about; false
// for a line that Results did not write. A text with line breaks in the CSV file does no
// harm: the numbers come before it.
func numberIn(line string) (room string, number int, ok bool) {
	var is struct {
		Room string
		Poll int
	}
	if json.Unmarshal([]byte(line), &is) == nil {
		return is.Room, is.Poll, true
	}
	fields := strings.SplitN(line, ",", 4)
	if len(fields) < 4 {
		return "", 0, false
	}
	number, err := strconv.Atoi(fields[2])
	return fields[1], number, err == nil
}

// Last returns the number of a room's last question in the files when they were opened; 0
// if there was none.
func (r *Results) Last(room string) int { return r.last[room] }

// Keep writes one line to each file.
func (r *Results) Keep(res room.Result) error {
	var row bytes.Buffer
	w := csv.NewWriter(&row)
	if err := w.Write([]string{
		res.At.UTC().Format(time.RFC3339Nano), res.Room, strconv.Itoa(res.Poll), res.Event,
		cell(res.Name), res.Key, cell(res.Answer), cell(res.Question), res.Verdict, cell(res.Misconception),
	}); err != nil {
		return err
	}
	w.Flush()
	line, err := json.Marshal(res)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, data := range [][]byte{row.Bytes(), append(line, '\n')} {
		if _, err := r.files[i].Write(data); err != nil {
			return fmt.Errorf("%s: %w", r.files[i].Name(), err)
		}
	}
	select {
	case r.dirty <- struct{}{}:
	default:
	}
	return nil
}

// cell keeps spreadsheets from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Close flushes both files to the disk and closes them.
func (r *Results) Close() error {
	close(r.dirty)
	r.done.Wait()
	return r.closeFiles()
}

func (r *Results) closeFiles() error {
	var errs []error
	for _, f := range r.files {
		if f != nil {
			errs = append(errs, f.Sync(), f.Close())
		}
	}
	return errors.Join(errs...)
}

// The libraries of Cassandra: those of an unpacked distribution, or those that Maven
// fetches.

package own

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"ringside/internal/whole"
)

// Version is the release that is fetched.
const Version = "5.0.9"

// Question is what to ask before the libraries are fetched into a folder.
func (c *Cluster) Question() string {
	return fmt.Sprintf("Cassandra %s is not in %s. Fetch it and its libraries from Maven Central (about 100 files, 90 MB)?", Version, c.fetched())
}

func (c *Cluster) fetched() string { return filepath.Join(c.Dir, "lib-"+Version) }

// libraries returns the folder of the libraries: of the distribution that is named, else of the one that the nodes
// had last; else it fetches them if it may.
func (c *Cluster) libraries(ctx context.Context) (string, error) {
	if c.Home != "" {
		return libOf(c.Home)
	}
	if home := variable(c.Environ, "CASSANDRA_HOME"); home != "" {
		lib, err := libOf(home)
		if err != nil {
			return "", fmt.Errorf("CASSANDRA_HOME: %w", err)
		}
		return lib, nil
	}
	if last, err := c.lib(); err == nil && filepath.Base(last) == "lib" { // of a distribution
		if lib, err := libOf(filepath.Dir(last)); err == nil {
			return lib, nil
		}
	}
	lib := c.fetched()
	if _, err := os.Stat(filepath.Join(lib, "cassandra-all-"+Version+".jar")); err == nil {
		return lib, nil
	}
	mvn, err := find("mvn", c.Environ)
	if err != nil {
		return "", errors.New("no Cassandra was found: unpack a 5.0 distribution and name its folder with --home DIR or CASSANDRA_HOME; with Maven installed it is fetched from Maven Central")
	}
	if c.Ask == nil || !c.Ask() {
		return "", errors.New("nothing was fetched; --yes fetches without asking, --home DIR takes an unpacked distribution")
	}
	return lib, c.fetch(ctx, mvn, lib)
}

// libFile has the folder of the libraries with which the cluster was last brought up.
func (c *Cluster) libFile() string { return filepath.Join(c.Dir, "lib") }

// find returns the path of a program that is on the PATH.
func find(name string, environ []string) (string, error) {
	for _, folder := range filepath.SplitList(variable(environ, "PATH")) {
		if path, err := exec.LookPath(filepath.Join(folder, name)); err == nil {
			return path, nil
		}
	}
	return "", exec.ErrNotFound
}

var jar = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:apache-cassandra|cassandra-all)-([0-9]+\.[0-9]+)[^/]*\.jar$`)
})

// libOf returns the folder of the libraries of an unpacked distribution.
func libOf(home string) (string, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return "", err
	}
	lib := filepath.Join(home, "lib")
	entries, err := os.ReadDir(lib)
	if err != nil {
		return "", fmt.Errorf("%s is not an unpacked Cassandra distribution: it has no lib folder", home)
	}
	for _, e := range entries {
		m := jar().FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		if m[1] != "5.0" {
			return "", fmt.Errorf("%s is Cassandra %s; only 5.0 is supported", home, m[1])
		}
		return lib, nil
	}
	return "", fmt.Errorf("%s is not an unpacked Cassandra distribution: its lib folder has no apache-cassandra-5.0….jar", home)
}

// fetch has Maven fetch the libraries. They have their place when all are there.
func (c *Cluster) fetch(ctx context.Context, mvn, lib string) error {
	work, err := os.MkdirTemp(c.Dir, "fetch-")
	if err != nil {
		return fmt.Errorf("fetch Cassandra: %w", err)
	}
	defer os.RemoveAll(work)
	pom := `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>cassandra</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.apache.cassandra</groupId><artifactId>cassandra-all</artifactId><version>` + Version + `</version>
  </dependency></dependencies>
</project>
`
	if err := whole.Write(filepath.Join(work, "pom.xml"), []byte(pom), 0o600); err != nil {
		return fmt.Errorf("fetch Cassandra: %w", err)
	}
	args := []string{"-q", "-B", "-f", filepath.Join(work, "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime",
		"-DoutputDirectory=" + filepath.Join(work, "lib")}
	c.say("%s %s", mvn, strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, mvn, args...)
	cmd.Env = c.Environ
	if out, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("fetch Cassandra: Maven failed (%w): %.300s", err, oneLine(string(out)))
	}
	if err := os.RemoveAll(lib); err != nil {
		return fmt.Errorf("fetch Cassandra: %w", err)
	}
	if err := whole.Move(filepath.Join(work, "lib"), lib); err != nil {
		return fmt.Errorf("fetch Cassandra: %w", err)
	}
	return nil
}

// oneLine returns a text without the ends of its lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

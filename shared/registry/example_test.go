package registry_test

import (
	"fmt"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func ExampleParseImage() {
	for _, reference := range []string{"alpine", "ghcr.io/team/app:v1", "docker://localhost:5000/app"} {
		name, err := registry.ParseImage(reference)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(name.Registry(), name.Path)
	}
	// Output:
	// index.docker.io /library/alpine
	// ghcr.io /team/app
	// localhost:5000 /app
}

func ExamplePattern_Match() {
	pattern, err := registry.ParsePattern("*.azurecr.io")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asked := range []string{"team.azurecr.io", "azurecr.io", "a.b.azurecr.io", "team.azurecr.io.evil.example"} {
		name, err := registry.Parse(asked)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(asked, pattern.Match(name))
	}
	// Output:
	// team.azurecr.io true
	// azurecr.io false
	// a.b.azurecr.io false
	// team.azurecr.io.evil.example false
}

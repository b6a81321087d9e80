#!/usr/bin/env python3
"""Holds rules files against rules/rules.schema.json.

schema_check.py SCHEMA FILE...   one line a file: `ok FILE`, or `wrong FILE: where: why`

A file that ends in .md stands for the examples in it, each opened by ```yaml. YAML is read as the rules
file is: no dates, and only true and false are boolean.
"""
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as far as rules need it."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(~|null|)$", ["~", "n", ""]),
    ("bool", r"^(true|false)$", list("tf")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?[0-9]*\.[0-9]+$", list("-+.0123456789")),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)


def documents(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not path.endswith(".md"):
        return [(path, text)]
    examples = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(f"{path}#{number}", example) for number, example in enumerate(examples, 1)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = yaml.safe_load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in sys.argv[2:]:
        for name, text in documents(path):
            error = jsonschema.exceptions.best_match(validator.iter_errors(yaml.load(text, Loader)))
            print(f"wrong {name}: {error.json_path}: {error.message}" if error else f"ok {name}")


main()

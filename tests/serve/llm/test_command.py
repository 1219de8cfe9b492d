from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from serve.llm.command import EngineOptions, arguments, served_rank, variables


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


def test_the_command_serves_base_and_adapters_on_this_machine_only() -> None:
    adapters = {"router": Path("/a/router"), "writer": Path("/a/writer")}
    options = EngineOptions("/m/base", "base", "cpu", 8001, adapters, [16, 32], context_length=2048)
    command = arguments(options)
    assert option(command, "--host") == "127.0.0.1"
    assert option(command, "--max-model-len") == "2048"
    assert option(command, "--max-lora-rank") == "32"
    assert int(option(command, "--max-loras")) > len(adapters)
    at = command.index("--lora-modules") + 1
    assert [json.loads(text)["name"] for text in command[at : at + 2]] == ["router", "writer"]
    assert json.loads(option(command, "--structured-outputs-config"))["disable_any_whitespace"] is True
    assert "--enable-prefix-caching" in command


def test_a_gpu_takes_vllms_own_choices() -> None:
    command = arguments(EngineOptions("qwen/qwen3", "qwen3", "gpu", 8001))
    assert not {"--dtype", "--block-size", "--lora-modules", "--max-model-len"} & set(command)


def test_an_int8_checkpoint_takes_no_adapters_on_a_cpu(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    for text, takes_them in (('{"quantization_config": {}}', False), ("{}", True), ("no json", True)):
        config.write_text(text, encoding="utf-8")
        command = arguments(EngineOptions(str(tmp_path), "base", "cpu", 8001))
        assert ("--enable-lora" in command) is takes_them
    config.write_text('{"quantization_config": {}}', encoding="utf-8")
    assert "--enable-lora" in arguments(EngineOptions(str(tmp_path), "base", "gpu", 8001))


def test_nothing_is_fetched_for_a_folder_and_nothing_of_the_shop_is_handed_on(tmp_path: Path) -> None:
    inherited = {"PYTHONPATH": "/elsewhere", "VLLM_CPU_KVCACHE_SPACE": "8", "HOME": "/h"}
    local = variables(EngineOptions(str(tmp_path), "base", "cpu", 8001, cores=1), inherited)
    assert local["HF_HUB_OFFLINE"] == "1"
    assert local["VLLM_CPU_KVCACHE_SPACE"] == "8"
    assert local["PYTHONPATH"].endswith("inside")
    assert local["VLLM_CPU_OMP_THREADS_BIND"].isdigit()
    assert "HF_HUB_OFFLINE" not in variables(EngineOptions("qwen/qwen3", "qwen3", "cpu", 8001), inherited)


@given(st.lists(st.integers(1, 512)))
def test_every_rank_fits(ranks: list[int]) -> None:
    assert served_rank(ranks) >= max(ranks, default=0)


def test_a_rank_beyond_all() -> None:
    assert served_rank([1000]) == 512

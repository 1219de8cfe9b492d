"""The catalogue, for the operator: products come and go, and searches follow at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, status

from serve.http.dependencies import Parts, operator
from serve.http.offers import ProductBatch, ProductsAnswer, RefusedProduct
from serve.http.openapi import problems

router = APIRouter(prefix="/v1/catalog/products", tags=["catalog"], dependencies=[Depends(operator)])


@router.put("", operation_id="putProducts", summary="Add or replace products", responses=problems(401, 422))
async def put_products(body: ProductBatch, parts: Parts) -> ProductsAnswer:
    """Add products, or replace those of the same id; searches see them when this answers.

    A product that takes another one's variant is left out and named in `refused`; the others are taken.
    """
    refused = await parts.catalogue.upsert(product.item() for product in body.products)
    return ProductsAnswer(
        accepted=len(body.products) - len(refused),
        refused=[RefusedProduct(id=left.item.product.id, reason=left.reason) for left in refused],
    )


@router.delete(
    "/{product_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="deleteProduct",
    summary="Remove a product",
    responses=problems(401, 404, 422),
)
async def delete_product(product_id: Annotated[str, Path(max_length=100)], parts: Parts) -> None:
    """Remove a product; searches don't find it any more when this answers."""
    await parts.shop.catalogue.get(product_id)
    await parts.catalogue.delete([product_id])
